namespace Spydra.Emulator.Storage;

/// <summary>
/// objects.list as arithmetic over an index. What lies below a prefix that is reported is jumped over, not walked.
/// A page holds <see cref="ListQuery.MaxResults"/> items and prefixes together. Not so with includeTrailingDelimiter, where a name can be
/// both: there, as Hadoop's connector was recorded, the limit is for items alone, and all prefixes come with the first page.
/// </summary>
internal static class ObjectListing
{
    public static ListPage Page(ObjectIndex index, ListQuery query) =>
        query.IncludeTrailingDelimiter ? PageOfItems(index, query) : PageOfBoth(index, query);

    private static ListPage PageOfBoth(ObjectIndex index, ListQuery query)
    {
        var (items, prefixes) = (new List<StoredObject>(), new List<string>());
        PageToken? last = null;
        foreach (var (item, prefix) in Walk(index, query))
        {
            if (items.Count + prefixes.Count == query.MaxResults) return new ListPage(items, prefixes, last);
            if (item is not null) items.Add(item);
            if (prefix is not null) prefixes.Add(prefix);
            last = prefix is null ? new PageToken(PageToken.Place.AfterItem, item!.Name) : new PageToken(PageToken.Place.AfterPrefix, prefix);
        }

        return new ListPage(items, prefixes, null);
    }

    private static ListPage PageOfItems(ObjectIndex index, ListQuery query)
    {
        var (items, prefixes) = (new List<StoredObject>(), new List<string>());
        var isMore = false;
        foreach (var (item, prefix) in Walk(index, query))
        {
            if (prefix is not null && query.From is null) prefixes.Add(prefix);
            if (item is null) continue;
            isMore = items.Count == query.MaxResults;
            if (!isMore) items.Add(item);
            else if (query.From is not null) break;
        }

        return new ListPage(items, prefixes, isMore ? new PageToken(PageToken.Place.AfterItem, items[^1].Name) : null);
    }

    /// <summary>What the listing shows, in order: items, prefixes, and with includeTrailingDelimiter names that are both.</summary>
    private static IEnumerable<(StoredObject? Item, string? Prefix)> Walk(ObjectIndex index, ListQuery query)
    {
        for (var position = Begin(index, query); position < index.Count && IsWithin(index[position].Name, query);)
        {
            var stored = index[position];
            if (query.Glob is { } glob && !glob.Matches(stored.Name))
            {
                position++;
                continue;
            }

            var folder = Folder(stored.Name, query);
            var isItem = folder is null || (query.IncludeTrailingDelimiter && folder.Length == stored.Name.Length);
            yield return (isItem ? stored : null, folder);
            position = folder is null ? position + 1 : index.Past(folder);
        }
    }

    private static int Begin(ObjectIndex index, ListQuery query)
    {
        var begin = Math.Max(index.AtOrAfter(query.Prefix), index.AtOrAfter(query.StartOffset));
        return query.From is not { } from ? begin : Math.Max(begin, from.Where switch
        {
            PageToken.Place.AfterPrefix => index.Past(from.Name),
            _ => index.AtOrAfter(from.Name + '\0'),
        });
    }

    private static bool IsWithin(string name, ListQuery query) =>
        name.StartsWith(query.Prefix, StringComparison.Ordinal)
        && (query.EndOffset is null || NameOrder.Instance.Compare(name, query.EndOffset) < 0);

    /// <summary>The prefix that the name is folded into, or null.</summary>
    private static string? Folder(string name, ListQuery query)
    {
        if (query.Delimiter.Length == 0) return null;
        var found = name.IndexOf(query.Delimiter, query.Prefix.Length, StringComparison.Ordinal);
        return found < 0 ? null : name[..(found + query.Delimiter.Length)];
    }
}
