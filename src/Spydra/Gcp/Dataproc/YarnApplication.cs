using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Spydra.Gcp.Dataproc;

/// <summary>
/// An application that a job is on YARN. See
/// https://cloud.google.com/dataproc/docs/reference/rest/v1/projects.regions.jobs#YarnApplication.
/// </summary>
/// <param name="Id">Its id: <c>application_1790000000000_0001</c>.</param>
/// <param name="State">NEW, ACCEPTED, RUNNING, FINISHED, FAILED, KILLED and so on; empty where the answer does not say.</param>
public sealed partial record YarnApplication(string Id, string State)
{
    /// <summary>Whether it runs no more.</summary>
    public bool HasEnded => State is "FINISHED" or "FAILED" or "KILLED";

    /// <summary>Reads the resource. The service does not say the id but in the address of its page; null where it is not there either.</summary>
    public static YarnApplication? Parse(JsonObject json) =>
        IdIn().Match((string?)json["trackingUrl"] ?? "") is { Success: true } id ? new(id.Value, (string?)json["state"] ?? "") : null;

    [GeneratedRegex("application_[0-9]{1,18}_[0-9]{4,9}", RegexOptions.CultureInvariant)]
    private static partial Regex IdIn();
}
