using FsCheck;
using FsCheck.Fluent;

namespace Orleans.Registry.Tests.Instances;

public sealed class CollectionTests
{
    private static readonly Gen<string> Word = Gen.Elements("", "a", "A", "b", "aa", "ä", "日", "z");

    [Fact]
    public void A_map_is_a_sorted_dictionary_in_which_the_last_of_equal_keys_wins()
        => Prop.ForAll(Gen.ArrayOf(Word.Zip(Word)).ToArbitrary(), entries =>
        {
            var model = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var (key, value) in entries)
            {
                model[key] = value;
            }

            var map = StringMap.Create(entries.Select(e => KeyValuePair.Create(e.Item1, e.Item2)));

            Assert.Equal(model, map);
            Assert.Equal(model.Keys, map.Keys);
            Assert.Equal(model.Values, map.Values);
            Assert.All(["", "a", "b", "nothing"], key =>
            {
                Assert.Equal(model.ContainsKey(key), map.ContainsKey(key));
                Assert.Equal(model.TryGetValue(key, out var expected), map.TryGetValue(key, out var found));
                Assert.Equal(expected, found);
            });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Setting_and_removing_entries_makes_another_map_and_leaves_the_first()
        => Prop.ForAll(Gen.ArrayOf(Word.Zip(Word)).Zip(Gen.ArrayOf(Word.Zip(Gen.OneOf(Word.Select(w => (string?)w), Gen.Constant<string?>(null))))).ToArbitrary(), t =>
        {
            var (entries, changes) = t;
            var map = StringMap.Create(entries.Select(e => KeyValuePair.Create(e.Item1, e.Item2)));
            var before = map.ToArray();
            var model = map.ToDictionary();
            foreach (var (key, value) in changes)
            {
                if (value is null)
                {
                    model.Remove(key);
                }
                else
                {
                    model[key] = value;
                }
            }

            Assert.Equal(StringMap.Create(model), map.With(changes.Select(c => KeyValuePair.Create(c.Item1, c.Item2))));
            Assert.Equal(before, map);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Maps_with_the_same_entries_are_equal_in_whatever_order_they_came()
    {
        var one = StringMap.Create([new("a", "1"), new("b", "2")]);
        var other = StringMap.Create([new("b", "2"), new("a", "1")]);

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, StringMap.Create([new("a", "1")]));
        Assert.NotEqual(one, StringMap.Create([new("a", "1"), new("b", "3")]));
        Assert.NotEqual(one, StringMap.Create([new("a", "1"), new("c", "2")]));
    }

    [Fact]
    public void An_absent_key_is_named_in_the_error()
        => Assert.Contains("nothing", Assert.Throws<KeyNotFoundException>(() => StringMap.Empty["nothing"]).Message, StringComparison.Ordinal);

    [Fact]
    public void Nothing_makes_the_empty_collections()
    {
        Assert.Same(StringMap.Empty, StringMap.Create(null));
        Assert.Same(StringMap.Empty, StringMap.Create([]));
        Assert.Same(TagSet.Empty, TagSet.Create(null));
        Assert.Same(TagSet.Empty, TagSet.Create([]));
        Assert.Same(EquatableArray<int>.Empty, EquatableArray<int>.Create(null));
        Assert.Same(EquatableArray<int>.Empty, EquatableArray<int>.Create([]));
    }

    [Fact]
    public void Tags_are_a_sorted_set()
        => Prop.ForAll(Gen.ArrayOf(Word).Zip(Gen.ArrayOf(Word)).ToArbitrary(), t =>
        {
            var (some, others) = t;
            var model = new SortedSet<string>(some, StringComparer.Ordinal);
            var tags = TagSet.Create(some);

            Assert.Equal(model, tags);
            Assert.All(others, o => Assert.Equal(model.Contains(o), tags.Contains(o)));
            Assert.Equal(model.IsSupersetOf(others), tags.ContainsAll(TagSet.Create(others)));
            Assert.Equal(TagSet.Create(some.Reverse()), tags);
            Assert.Equal(TagSet.Create(some.Reverse()).GetHashCode(), tags.GetHashCode());
            Assert.Equal(model.SetEquals(others), tags.Equals(TagSet.Create(others)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_list_is_equal_to_one_with_equal_elements_in_the_same_order()
    {
        Assert.Equal(EquatableArray<int>.Create([1, 2]), EquatableArray<int>.Create([1, 2]));
        Assert.NotEqual(EquatableArray<int>.Create([1, 2]), EquatableArray<int>.Create([2, 1]));
        Assert.Equal(EquatableArray<int>.Create([1, 2]).GetHashCode(), EquatableArray<int>.Create([1, 2]).GetHashCode());
    }

    [Fact]
    public void A_list_is_a_copy()
    {
        int[] source = [1, 2];
        var list = EquatableArray<int>.Create(source);
        source[0] = 9;

        Assert.Equal([1, 2], list);
    }
}
