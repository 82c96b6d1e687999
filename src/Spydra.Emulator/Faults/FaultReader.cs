using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Spydra.Emulator.Faults;

/// <summary>Turns the JSON of faults into <see cref="Fault"/>s and collects what is wrong with it.</summary>
internal sealed partial class FaultReader(string file, JsonLines lines)
{
    private const string Keys = "method, effect, name, nth, from, to, every, code, message, retryAfter, delay, after, attempt, exitCode, output";

    private readonly List<FaultProblem> problems = [];

    public IReadOnlyList<FaultProblem> Problems => problems;

    public IReadOnlyList<Fault> Read(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array) return List(root, "");
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("faults", out var list))
        {
            foreach (var other in root.EnumerateObject().Where(property => property.Name != "faults"))
                Problem(other.Name, "is not known here. The only key beside the list is 'faults'.");
            if (list.ValueKind == JsonValueKind.Array) return List(list, "faults");
            Problem("faults", "must be a list of faults.");
            return [];
        }

        if (root.ValueKind == JsonValueKind.Object) return [One(root, "")];
        Problem("", "must be a list of faults, or an object with the list 'faults'.");
        return [];
    }

    private List<Fault> List(JsonElement list, string path) => [.. list.EnumerateArray().Index().Select(item => One(item.Item, $"{path}[{item.Index}]"))];

    private Fault One(JsonElement json, string path)
    {
        var fault = new Fault { Method = "", Effect = "" };
        if (json.ValueKind != JsonValueKind.Object)
        {
            Problem(path, "must be an object with at least 'method' and 'effect'.");
            return fault;
        }

        foreach (var property in json.EnumerateObject())
        {
            var at = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            var value = property.Value;
            fault = property.Name switch
            {
                "method" => fault with { Method = Text(value, at) ?? "" },
                "effect" => fault with { Effect = Text(value, at) ?? "" },
                "name" => fault with { Name = Text(value, at) },
                "message" => fault with { Message = Text(value, at) },
                "output" => fault with { Output = Text(value, at) },
                "nth" => fault with { Nth = Number(value, at) },
                "from" => fault with { From = Number(value, at) },
                "to" => fault with { To = Number(value, at) },
                "every" => fault with { Every = Number(value, at) },
                "code" => fault with { Code = Number(value, at) },
                "retryAfter" => fault with { RetryAfter = Number(value, at) },
                "attempt" => fault with { Attempt = Number(value, at) },
                "exitCode" => fault with { ExitCode = Number(value, at) },
                "delay" => fault with { Delay = Time(value, at) },
                "after" => fault with { After = Time(value, at) },
                _ => Unknown(fault, at),
            };
        }

        if (!json.TryGetProperty("method", out _)) Problem(path, "has no 'method'. Give the API's method, for example \"clusters.create\", or \"*\".");
        if (!json.TryGetProperty("effect", out _)) Problem(path, $"has no 'effect'. Use one of: {string.Join(", ", FaultEffect.All)}.");
        else if (fault is { Effect.Length: > 0, Method.Length: > 0 })
            foreach (var problem in FaultFile.Check(fault)) Problem(path, problem);
        return fault;
    }

    private string? Text(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        Problem(path, $"must be a text, not {value.GetRawText()}.");
        return null;
    }

    private int? Number(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)) return number;
        Problem(path, $"must be a whole number, not {value.GetRawText()}.");
        return null;
    }

    private TimeSpan? Time(JsonElement value, string path)
    {
        var match = TimePattern().Match(value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText() + "s",
            _ => "",
        });
        if (!match.Success)
        {
            Problem(path, $"must be a time such as \"500ms\", \"2s\", \"1m\" or \"1h\", not {value.GetRawText()}.");
            return null;
        }

        var number = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);
        return match.Groups["unit"].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            _ => TimeSpan.FromSeconds(number),
        };
    }

    private Fault Unknown(Fault fault, string path)
    {
        Problem(path, $"is not known. Keys of a fault are: {Keys}.");
        return fault;
    }

    private void Problem(string path, string message) => problems.Add(new FaultProblem(file, lines.LineOf(path), path, message));

    [GeneratedRegex(@"^(?<number>\d{1,9}(\.\d{1,6})?)(?<unit>ms|s|m|h)$")]
    private static partial Regex TimePattern();
}
