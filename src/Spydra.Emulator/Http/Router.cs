using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Spydra.Emulator.Http;

/// <summary>What a route's handler is given: the request, and the parts of the path that its pattern named, percent-decoded.</summary>
internal sealed record Call(HttpContext Http, string Method, IReadOnlyDictionary<string, string> Path)
{
    public HttpRequest Request => Http.Request;
    public HttpResponse Response => Http.Response;
    public CancellationToken Aborted => Http.RequestAborted;
    public string this[string name] => Path[name];
    public string? Query(string name) => Request.Query.TryGetValue(name, out var values) ? values.ToString() : null;
}

/// <summary>One row of a route table. <paramref name="Name"/> is the API's method name (<c>clusters.create</c>), which faults refer to.</summary>
internal sealed record Route(string Name, string Verb, string Pattern, Func<Call, Task> Handle);

/// <summary>
/// Routes on the raw, undecoded path: object names hold <c>%2F</c>, custom verbs hold <c>:</c>, and neither survives a usual router.
/// A pattern's segments are literals, <c>{name}</c> (one raw segment), <c>{name}:verb</c>, or a last <c>{name**}</c> (the rest).
/// </summary>
internal sealed class Router(IReadOnlyList<Route> routes)
{
    private readonly (Route Route, string[] Segments)[] rows = [.. routes.Select(route => (route, route.Pattern.Split('/')))];

    public bool TryMatch(HttpContext http, [NotNullWhen(true)] out Route? route, [NotNullWhen(true)] out Call? call)
    {
        var raw = RawPath(http).Split('/');
        foreach (var (candidate, segments) in rows)
        {
            if (!string.Equals(candidate.Verb, http.Request.Method, StringComparison.OrdinalIgnoreCase)) continue;
            if (Match(segments, raw) is not { } values) continue;
            (route, call) = (candidate, new Call(http, candidate.Name, values));
            return true;
        }

        (route, call) = (null, null);
        return false;
    }

    private static string RawPath(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? http.Request.Path.ToUriComponent();
        if (Uri.TryCreate(target, UriKind.Absolute, out var absolute) && absolute.Scheme.StartsWith("http", StringComparison.Ordinal))
            target = absolute.PathAndQuery;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? target : target[..query];
    }

    private static Dictionary<string, string>? Match(string[] pattern, string[] raw)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < pattern.Length; i++)
        {
            var expected = pattern[i];
            if (expected.EndsWith("**}", StringComparison.Ordinal))
            {
                if (i >= raw.Length) return null;
                values[expected[1..^3]] = Uri.UnescapeDataString(string.Join('/', raw[i..]));
                return values;
            }

            if (i >= raw.Length) return null;
            if (!MatchSegment(expected, raw[i], values)) return null;
        }

        return raw.Length == pattern.Length ? values : null;
    }

    private static bool MatchSegment(string expected, string raw, Dictionary<string, string> values)
    {
        if (!expected.StartsWith('{')) return string.Equals(expected, Uri.UnescapeDataString(raw), StringComparison.Ordinal);
        if (raw.Length == 0) return false;

        var close = expected.IndexOf('}', StringComparison.Ordinal);
        var verb = expected[(close + 1)..];
        var value = Uri.UnescapeDataString(raw);
        if (verb.Length > 0)
        {
            if (!value.EndsWith(verb, StringComparison.Ordinal)) return false;
            value = value[..^verb.Length];
        }

        values[expected[1..close]] = value;
        return true;
    }
}
