namespace Orleans.Registry.Routing.Tests.Validation;

public sealed class ConfigurationValidatorTests
{
    [Fact]
    public void Nothing_and_the_most_allowed_are_valid()
    {
        Assert.Empty(ConfigurationValidator.Validate(StringMap.Empty));
        Assert.Empty(ConfigurationValidator.Validate(Map(Enumerable.Range(0, 1024).Select(i => ($"key{i}", "line\n")))));
        Assert.Empty(ConfigurationValidator.Validate(Map([(new string('k', 256), new string('v', (256 * 1024) - 256))])));
    }

    [Fact]
    public void One_entry_too_many_is_refused()
        => Assert.Equal("entries", Assert.Single(ConfigurationValidator.Validate(Map(Enumerable.Range(0, 1025).Select(i => ($"key{i}", "v"))))).Field);

    [Fact]
    public void One_byte_too_many_is_refused_and_bytes_are_counted_in_utf8()
    {
        Assert.Equal("entries", Assert.Single(ConfigurationValidator.Validate(Map([("k", new string('v', 256 * 1024))]))).Field);
        Assert.Equal("entries", Assert.Single(ConfigurationValidator.Validate(Map([("k", new string('€', 88_000))]))).Field);
    }

    [Fact]
    public void Bad_keys_and_values_are_named()
    {
        var errors = ConfigurationValidator.Validate(Map([(string.Empty, "v"), (new string('k', 257), "v"), ("bell", "\a"), ("broken", "\ud800"), ("good", "v")]));

        Assert.Equal(["entries['']", "entries['bell']", "entries['broken']", $"entries['{new string('k', 64)}...']"], errors.Select(e => e.Field));
    }

    private static StringMap Map(IEnumerable<(string Key, string Value)> entries)
        => StringMap.Create(entries.Select(e => KeyValuePair.Create(e.Key, e.Value)));
}
