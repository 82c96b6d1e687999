using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>What a create operation warns of: the service's own word, and what this emulator leaves undone.</summary>
internal static class CreateWarnings
{
    public static IEnumerable<string> Of(JsonObject asked)
    {
        if (asked.At("config.softwareConfig.imageVersion") is null && asked.At("config.masterConfig.imageUri") is null)
            yield return "No image specified. Using the default image version. It is recommended to select a specific image version in "
                + "production, as the default image version may change at any time.";
        foreach (var action in asked.Children("config.initializationActions"))
            yield return $"The emulator has no machines: initialization action '{action.Text("executableFile")}' is not run.";
        if (asked.At("config.autoscalingConfig.policyUri") is not null)
            yield return "The emulator does not scale: the autoscaling policy is noted and nothing else.";
    }
}
