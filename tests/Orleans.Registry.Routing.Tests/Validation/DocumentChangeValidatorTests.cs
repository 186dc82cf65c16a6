namespace Orleans.Registry.Routing.Tests.Validation;

public sealed class DocumentChangeValidatorTests
{
    [Fact]
    public void What_fits_is_valid()
    {
        Assert.Empty(DocumentChangeValidator.Validate(new DocumentChange()));
        Assert.Empty(DocumentChangeValidator.Validate(
            new DocumentChange { ExpectedVersion = 0, By = new string('a', 128), Comment = new string('b', 512) }));
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        var change = new DocumentChange { ExpectedVersion = -1, By = new string('a', 129), Comment = new string('b', 513) };

        Assert.Equal(["expectedVersion", "by", "comment"], DocumentChangeValidator.Validate(change).Select(e => e.Field));
        Assert.Equal(["by", "comment"], DocumentChangeValidator.Validate(new DocumentChange { By = null!, Comment = "\0" }).Select(e => e.Field));
    }
}
