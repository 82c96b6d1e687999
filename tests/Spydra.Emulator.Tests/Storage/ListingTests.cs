using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Spydra.Emulator.Storage;

namespace Spydra.Emulator.Tests.Storage;

public sealed class ListingTests
{
    /// <summary>Few characters, so that names share prefixes, delimiters double, and UTF-8 order differs from UTF-16 order.</summary>
    private static readonly Gen<string> Name =
        from parts in Gen.Elements("a", "b", "/", "/", "é", "\uFFFD", "\U0001F600", "a/").ListOf()
        select string.Concat(parts.Take(6));

    private static readonly Gen<(string[] Names, ListQuery Query)> Cases =
        from names in Name.Where(name => name.Length > 0).ListOf()
        from prefix in Gen.Frequency((2, Gen.Constant("")), (3, Name))
        from delimiter in Gen.Elements("", "/", "/", "//", "a")
        from start in Gen.Frequency((3, Gen.Constant("")), (1, Name))
        from end in Gen.Frequency((3, Gen.Constant<string?>(null)), (1, Name.Where(name => name.Length > 0).Select(name => (string?)name)))
        from trailing in Gen.Elements(true, false)
        from size in Gen.Choose(1, 4)
        select (names.Distinct(StringComparer.Ordinal).ToArray(), new ListQuery(prefix, delimiter, start, end, trailing, MaxResults: size));

    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true);

    [Fact]
    public void All_pages_together_list_what_a_simple_model_lists() => Prop.ForAll(Cases.ToArbitrary(), @case =>
    {
        var (names, query) = @case;
        var pages = Pages(Index(names), query).ToList();
        var (items, prefixes) = Model(names, query);

        Assert.Equal(items, pages.SelectMany(page => page.Items).Select(item => item.Name));
        Assert.Equal(prefixes, pages.SelectMany(page => page.Prefixes));
    }).Check(Often);

    [Fact]
    public void No_page_holds_more_than_was_asked_for_and_only_the_last_may_hold_less() => Prop.ForAll(Cases.ToArbitrary(), @case =>
    {
        var (names, query) = @case;
        var pages = Pages(Index(names), query).ToList();
        var sizes = pages.Select(page => page.Items.Count + (query.IncludeTrailingDelimiter ? 0 : page.Prefixes.Count)).ToList();

        Assert.All(sizes.SkipLast(1), size => Assert.Equal(query.MaxResults, size));
        Assert.InRange(sizes[^1], 0, query.MaxResults);
    }).Check(Often);

    [Fact]
    public void Names_are_ordered_by_their_UTF8_bytes() => Prop.ForAll(Name.ToArbitrary(), Name.ToArbitrary(), (one, other) =>
    {
        var bytes = Encoding.UTF8.GetBytes(one).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other));

        Assert.Equal(Math.Sign(bytes), Math.Sign(NameOrder.Instance.Compare(one, other)));
    }).Check(Often);

    [Theory]
    [InlineData("*.txt", "a.txt b.csv d/a.txt", "a.txt")]
    [InlineData("**.txt", "a.txt b.csv d/a.txt", "a.txt d/a.txt")]
    [InlineData("d/?", "d/a d/ab d//", "d/a")]
    [InlineData("{a,b}[0-9]", "a1 b2 c3 aa", "a1 b2")]
    [InlineData("[!a]", "a b", "b")]
    [InlineData("a.b", "a.b axb", "a.b")]
    public void A_glob_keeps_the_names_that_match(string glob, string names, string expected)
    {
        var page = ObjectListing.Page(Index(names.Split(' ')), new ListQuery(Glob: new MatchGlob(glob)));

        Assert.Equal(expected.Split(' '), page.Items.Select(item => item.Name));
    }

    [Theory]
    [InlineData("bytes=0-", 0, 10)]
    [InlineData("bytes=2-4", 2, 3)]
    [InlineData("bytes=2-400", 2, 8)]
    [InlineData("bytes=-3", 7, 3)]
    [InlineData("bytes=-30", 0, 10)]
    public void A_range_is_clipped_to_the_object(string header, long first, long length) =>
        Assert.Equal(new ByteRange(first, length), ByteRange.Parse(header, 10));

    [Theory]
    [InlineData(null)]
    [InlineData("bytes=4-2")]
    [InlineData("bytes=x")]
    [InlineData("bytes=0-1,3-4")]
    [InlineData("lines=0-1")]
    public void A_range_that_means_nothing_is_not_there(string? header) => Assert.Null(ByteRange.Parse(header, 10));

    [Theory]
    [InlineData("bytes=10-", 10)]
    [InlineData("bytes=0-", 0)]
    [InlineData("bytes=-5", 0)]
    [InlineData("bytes=-0", 10)]
    public void A_range_past_the_end_cannot_be_satisfied(string header, long size) =>
        Assert.Equal(416, Assert.Throws<StorageError>(() => ByteRange.Parse(header, size)).Status);

    private static (IEnumerable<string> Items, IEnumerable<string> Prefixes) Model(string[] names, ListQuery query)
    {
        var shown = names
            .Order(Comparer<string>.Create((x, y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y))))
            .Where(name => name.StartsWith(query.Prefix, StringComparison.Ordinal))
            .Where(name => Bytes(name).SequenceCompareTo(Bytes(query.StartOffset)) >= 0)
            .Where(name => query.EndOffset is null || Bytes(name).SequenceCompareTo(Bytes(query.EndOffset)) < 0)
            .Select(name => (Name: name, Folder: Folder(name, query)))
            .ToList();
        return (
            shown.Where(one => one.Folder is null || (query.IncludeTrailingDelimiter && one.Folder == one.Name)).Select(one => one.Name),
            shown.Where(one => one.Folder is not null).Select(one => one.Folder!).Distinct(StringComparer.Ordinal));
    }

    private static string? Folder(string name, ListQuery query)
    {
        var rest = name[query.Prefix.Length..];
        var found = query.Delimiter.Length == 0 ? -1 : rest.IndexOf(query.Delimiter, StringComparison.Ordinal);
        return found < 0 ? null : query.Prefix + rest[..found] + query.Delimiter;
    }

    private static ReadOnlySpan<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static IEnumerable<ListPage> Pages(ObjectIndex index, ListQuery query)
    {
        for (var pages = 0; pages < 1000; pages++)
        {
            var page = ObjectListing.Page(index, query);
            yield return page;
            if (page.Next is null) yield break;
            query = query with { From = PageToken.Parse(page.Next.ToString()) };
        }

        Assert.Fail("The pages have no end.");
    }

    private static ObjectIndex Index(IEnumerable<string> names) => new(names.Select((name, position) => new StoredObject
    {
        Bucket = "b",
        Name = name,
        Generation = position + 1,
        Size = 0,
        Updated = DateTimeOffset.Parse("2026-11-22T10:00:00Z", CultureInfo.InvariantCulture),
    }));
}
