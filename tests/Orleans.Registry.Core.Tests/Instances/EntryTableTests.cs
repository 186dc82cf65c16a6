namespace Orleans.Registry.Core.Tests.Instances;

public sealed class EntryTableTests
{
    private readonly EntryTable _table = new();

    [Fact]
    public void An_empty_table_finds_nothing_and_removes_nothing()
    {
        _table.Remove(InstanceId.Parse("a"));

        Assert.False(_table.TryGetValue(InstanceId.Parse("a"), out _));
        Assert.Empty(_table);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(2026)]
    public void It_agrees_with_a_dictionary_whatever_comes_and_goes(int seed)
    {
        var random = new Random(seed);
        var expected = new Dictionary<InstanceId, InstanceEntry>();
        for (var i = 0; i < 20_000; i++)
        {
            // Few enough ids that they come back, and phases in which it grows and in which it empties.
            var id = InstanceId.Parse($"i-{random.Next(700)}");
            var grows = i / 2_000 % 2 == 0;
            if (random.Next(100) < (grows ? 80 : 20))
            {
                if (!expected.ContainsKey(id))
                {
                    _table.Add(expected[id] = Entry(id));
                }
            }
            else
            {
                _table.Remove(id);
                expected.Remove(id);
            }

            Assert.Equal(expected.Count, _table.Count);
            Assert.Equal(expected.ContainsKey(id), _table.TryGetValue(id, out var found));
            Assert.Same(expected.GetValueOrDefault(id), found);
        }

        Assert.Equal(expected.Values.ToHashSet(), _table.ToHashSet());
        Assert.All(expected, e => Assert.Same(e.Value, _table[e.Key]));
        foreach (var id in expected.Keys)
        {
            _table.Remove(id);
        }

        Assert.Empty(_table);
    }

    [Fact]
    public void Room_made_before_is_used()
    {
        _table.EnsureCapacity(1_000);
        for (var i = 0; i < 1_000; i++)
        {
            _table.Add(Entry(InstanceId.Parse($"i-{i}")));
        }

        Assert.Equal(1_000, _table.Select(static e => e.Instance.Id).Distinct().Count());
        Assert.Throws<KeyNotFoundException>(() => _table[InstanceId.Parse("other")]);
    }

    private static InstanceEntry Entry(InstanceId id)
        => new(new Scene().Change(Scene.Registering(id.Value)).After!, 0);
}
