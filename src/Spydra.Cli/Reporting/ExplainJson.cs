using System.Text.Json.Nodes;
using Spydra.Gcp;
using Spydra.Options;
using Spydra.Specs;

namespace Spydra.Cli.Reporting;

/// <summary><c>{"values":[...],"problems":[...]}</c>, for programs; the fields are listed in docs/plan.md, and stay.</summary>
internal static class ExplainJson
{
    public static string Of(IEnumerable<ExplainedValue> values, SpydraException? wrong) => JsonBytes.Indented(new JsonObject
    {
        ["values"] = new JsonArray([.. values.Select(Value)]),
        ["problems"] = wrong is SpecException spec
            ? new JsonArray([.. spec.Problems.Select(problem => (JsonNode)Problem(problem.Path, problem.What, problem.NextStep, Place(problem.Location)))])
            : wrong is null ? [] : new JsonArray(Problem("", wrong.Message, wrong.NextStep, null)),
    });

    private static JsonNode Value(ExplainedValue value)
    {
        var row = new JsonObject { ["key"] = value.Key };
        if (value.Entry is { } entry) row["entry"] = entry;
        if (value.Index is { } index) row["index"] = index;
        row["value"] = (value.Shape, value.Value) switch
        {
            (OptionShape.Flag, not null) => true,
            (OptionShape.List, null) when value.At != ExplainedValue.NotSet => new JsonArray(),
            (OptionShape.Map, null) when value.At != ExplainedValue.NotSet => new JsonObject(),
            _ => Secrets.Shown(value, value.Value),
        };
        row["from"] = value.At == ExplainedValue.NotSet ? null : Place(value.At);
        if (value.Written is { } written) row["written"] = Secrets.Shown(value, written);
        row["overrode"] = new JsonArray([.. value.Overrode.Select(before => (JsonNode)new JsonObject
        {
            ["value"] = Secrets.Shown(value, before.Text),
            ["from"] = Place(before.At),
        })]);
        row["gcloud_flag"] = value.GcloudFlag;
        row["api_field"] = value.ApiField;
        row["help"] = value.Help;
        if (value.Note is { } note) row["note"] = note;
        return row;
    }

    private static JsonObject Place(SpecLocation at) => at.Line is { } line
        ? new JsonObject { ["file"] = at.Source, ["line"] = line, ["column"] = at.Column }
        : new JsonObject { ["source"] = at.Source };

    private static JsonObject Problem(string key, string what, string next, JsonNode? at) =>
        new JsonObject { ["key"] = key, ["what"] = what, ["next"] = next, ["at"] = at };
}
