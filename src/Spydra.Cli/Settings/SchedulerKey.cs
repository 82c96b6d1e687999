using System.Globalization;
using System.Text;

namespace Spydra.Cli.Settings;

/// <summary>
/// The key of a run, as whoever started this process tells it by environment variables: the same for every try of one task, and another
/// for every other. docs/runs.md lists the variables, and where the schedulers say so.
/// </summary>
/// <param name="Text">The key. A scheduler's begins with its name; the values in it are escaped, so that no two sets of them make one key.</param>
/// <param name="Origin">Where it comes from, for people.</param>
internal sealed record SchedulerKey(string Text, string Origin)
{
    /// <summary>The variable by which anybody can say the key.</summary>
    public const string Variable = "SPYDRA_RUN_KEY";

    /// <summary>Whether it was said as a key, and not made of what a scheduler says for other purposes.</summary>
    public bool IsExplicit { get; private init; }

    /// <summary>
    /// The key that these variables tell; null where they tell none, or only a part of what makes a run. Where one scheduler started
    /// another (Luigi in a container of Styx), both belong to the key: the inner one does not know that the outer one begins anew.
    /// </summary>
    public static SchedulerKey? Of(Func<string, string?> variable)
    {
        string? Value(string name) => variable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;
        if (Value(Variable) is { } said) return new(said, $"environment variable {Variable}") { IsExplicit = true };

        List<(string Name, string? Key)> all = [("Styx", Styx(Value)), ("Airflow", Airflow(Value)), ("Luigi", Joined("luigi", Value("LUIGI_TASK_ID")))];
        all.RemoveAll(scheduler => scheduler.Key is null);
        return all.Count == 0 ? null : new(string.Join('|', all.Select(scheduler => scheduler.Key)), string.Join(" and ", all.Select(scheduler => scheduler.Name)));
    }

    /// <summary>Not the execution id, which changes with each try. The trigger is new when the same workflow is started by hand again.</summary>
    private static string? Styx(Func<string, string?> value) =>
        Joined("styx", value("STYX_COMPONENT_ID"), value("STYX_WORKFLOW_ID"), value("STYX_PARAMETER"), value("STYX_TRIGGER_ID"));

    /// <summary>
    /// Not the try number. Before there were ids of runs, and where there is none, the date tells them apart: execution_date, since
    /// Airflow 2.2 also called logical_date. Airflow has no variable for the index of a mapped task, but for sites that make one.
    /// </summary>
    private static string? Airflow(Func<string, string?> value)
    {
        var (kind, run) = value("AIRFLOW_CTX_DAG_RUN_ID") is { } id
            ? ("airflow", id)
            : ("airflow-date", value("AIRFLOW_CTX_LOGICAL_DATE") ?? value("AIRFLOW_CTX_EXECUTION_DATE"));
        string?[] task = [value("AIRFLOW_CTX_DAG_ID"), value("AIRFLOW_CTX_TASK_ID"), run];
        return value("AIRFLOW_CTX_MAP_INDEX") is { } index ? Joined(kind, [.. task, index]) : Joined(kind, task);
    }

    /// <summary>Null unless there is each of them.</summary>
    private static string? Joined(string kind, params string?[] values) =>
        values.Any(value => value is null) ? null : $"{kind}:{string.Join('/', values.Select(value => Escaped(value!)))}";

    /// <summary>What parts the values, and what is neither a plain letter nor a usual sign, as percent and hexadecimal digits.</summary>
    private static string Escaped(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in Encoding.UTF8.GetBytes(value))
            text.Append(char.IsAsciiLetterOrDigit((char)c) || "._:-@=,~+".Contains((char)c) ? ((char)c).ToString() : "%" + c.ToString("X2", CultureInfo.InvariantCulture));
        return text.ToString();
    }
}
