namespace Orleans.Registry.Core.Tests.History;

public sealed class ChangeLogTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public void A_view_shows_the_last_changes_and_never_changes(int capacity)
    {
        var log = new ChangeLog(capacity);
        List<(ChangeLogView View, int Revision)> views = [(log.View, 0)];
        for (var revision = 1; revision <= 250; revision++)
        {
            var forgotten = log.Append(Change(revision));
            Assert.Equal(revision > capacity ? revision - capacity : null, (int?)forgotten?.Revision.Value);
            views.Add((log.View, revision));
        }

        foreach (var (view, revision) in views)
        {
            var expected = Enumerable.Range(1, revision).TakeLast(capacity).Select(r => new Revision(r)).ToArray();
            Assert.Equal(expected, Enumerable.Range(0, view.Count).Select(i => view[i].Revision));
            Assert.Equal((expected.FirstOrDefault(), expected.LastOrDefault()), (view.Oldest, view.Newest));
        }
    }

    [Fact]
    public void A_view_has_nothing_beyond_its_ends()
    {
        var log = new ChangeLog(4);
        log.Append(Change(1));
        var view = log.View;
        log.Append(Change(2));

        Assert.Throws<ArgumentOutOfRangeException>(() => view[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => view[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => default(ChangeLogView)[0]);
    }

    // A log that holds 5, 6 and 7.
    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(5, true)]
    [InlineData(6, true)]
    [InlineData(7, true)]
    [InlineData(8, false)]
    [InlineData(0, false)]
    public void A_reader_can_go_on_from_what_the_log_reaches_back_to(int held, bool covered)
    {
        var log = new ChangeLog(3);
        Enumerable.Range(1, 7).Select(Change).ToList().ForEach(c => log.Append(c));
        var view = log.View;

        Assert.Equal(covered, view.Covers(new Revision(held), new Revision(7)));
        if (covered)
        {
            var index = view.IndexAfter(new Revision(held));
            Assert.Equal(Enumerable.Range(held + 1, 7 - held), Enumerable.Range(index, view.Count - index).Select(i => (int)view[i].Revision.Value));
        }
    }

    [Fact]
    public void An_empty_log_covers_only_a_reader_who_holds_everything()
    {
        Assert.True(default(ChangeLogView).Covers(new Revision(5), new Revision(5)));
        Assert.False(default(ChangeLogView).Covers(new Revision(4), new Revision(5)));
        Assert.Equal(0, default(ChangeLogView).IndexAfter(new Revision(5)));
    }

    [Fact]
    public void A_log_that_ends_elsewhere_covers_nobody_who_lacks_something()
    {
        var log = new ChangeLog(3);
        log.Append(Change(1));

        Assert.False(log.View.Covers(Revision.None, new Revision(2)));
    }

    private static ServiceChange Change(int revision) => new() { Kind = ChangeKind.Updated, Revision = new Revision(revision), At = Scene.Noon };
}
