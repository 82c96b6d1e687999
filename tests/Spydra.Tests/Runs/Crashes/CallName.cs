namespace Spydra.Tests.Runs.Crashes;

/// <summary>What a request is for, in two words: <c>submit-job</c>, <c>write-journal</c>.</summary>
internal static class CallName
{
    public static string Of(HttpMethod method, Uri url)
    {
        var path = url.AbsolutePath;
        return path.StartsWith("/v1/", StringComparison.Ordinal) ? OfDataproc(method, path) : OfStorage(method, Uri.UnescapeDataString(url.PathAndQuery));
    }

    private static string OfDataproc(HttpMethod method, string path)
    {
        if (path.EndsWith("jobs:submit", StringComparison.Ordinal)) return "submit-job";
        if (path.EndsWith(":cancel", StringComparison.Ordinal)) return "cancel-job";
        var words = path.Split('/');
        var isOne = words.Length % 2 == 0;
        var what = isOne ? words[^2][..^1] : words[^1];
        return method == HttpMethod.Post ? $"create-{what[..^1]}" : method == HttpMethod.Delete ? $"delete-{what}" : isOne ? $"get-{what}" : $"list-{what}";
    }

    private static string OfStorage(HttpMethod method, string target)
    {
        var what = target.Contains(".jsonl", StringComparison.Ordinal) ? "journal"
            : target.Contains(".cancel", StringComparison.Ordinal) ? "wish"
            : target.Contains("driveroutput", StringComparison.Ordinal) ? "output"
            : target.Contains("staging", StringComparison.Ordinal) ? "file" : "history";
        if (method == HttpMethod.Post || method == HttpMethod.Put) return $"write-{what}";
        if (method == HttpMethod.Delete) return $"delete-{what}";
        return target.Contains("alt=media", StringComparison.Ordinal) ? $"read-{what}" : $"look-at-{what}";
    }
}
