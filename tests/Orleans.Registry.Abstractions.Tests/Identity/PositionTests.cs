using FsCheck;
using FsCheck.Fluent;

namespace Orleans.Registry.Tests.Identity;

public sealed class PositionTests
{
    [Fact]
    public void A_position_reads_what_it_writes()
        => Prop.ForAll<ulong, long>((epoch, revision) =>
        {
            var position = new ServicePosition(new Epoch(epoch), new Revision(revision & long.MaxValue));
            return ServicePosition.TryParse(position.ToString(), out var read) && read == position;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_position_is_written_as_16_hexadecimal_digits_a_dash_and_a_number()
        => Assert.Equal("00c0ffee00c0ffee-42", new ServicePosition(new Epoch(0x00c0ffee00c0ffee), new Revision(42)).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1")]
    [InlineData("1-")]
    [InlineData("-1")]
    [InlineData("1--1")]
    [InlineData("1-+1")]
    [InlineData("1- 1")]
    [InlineData("g-1")]
    [InlineData("0x1-1")]
    [InlineData("00000000000000001-1")]
    [InlineData("1-9223372036854775808")]
    [InlineData("1-1-1")]
    public void Other_texts_are_no_position(string? text) => Assert.False(ServicePosition.TryParse(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("+1")]
    [InlineData("12345678123456781")]
    [InlineData("zz")]
    public void Other_texts_are_no_epoch(string text) => Assert.False(Epoch.TryParse(text, out _));

    [Fact]
    public void Revisions_count_upwards_from_none()
    {
        Assert.Equal(new Revision(1), Revision.None.Next);
        Assert.Equal(new Revision(5), new Revision(2).Plus(3));
        Assert.True(new Revision(9) < new Revision(10));
        Assert.True(new Revision(10) >= new Revision(10));
    }

    [Fact]
    public void An_operation_id_is_any_guid_but_the_empty_one()
    {
        var id = OperationId.NewId();

        Assert.True(OperationId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
        Assert.False(OperationId.TryParse(Guid.Empty.ToString(), out _));
        Assert.False(OperationId.TryParse("nonsense", out _));
        Assert.False(OperationId.TryParse(null, out _));
        Assert.True(default(OperationId).IsNone);
    }

    [Fact]
    public void A_point_of_history_is_a_revision_or_a_time()
    {
        var time = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal((new Revision(3), null), (HistoryPoint.At(new Revision(3)).Revision, HistoryPoint.At(new Revision(3)).Time));
        Assert.Equal((null, time), (HistoryPoint.At(time).Revision, HistoryPoint.At(time).Time));
    }
}
