using System.Globalization;
using System.Text.RegularExpressions;

namespace Spydra.History.Causes.Evidence;

/// <summary>What the id of a container says: <c>container_1795306400786_0001_02_000001</c>, and with an epoch after a restart of the ResourceManager <c>container_e17_...</c>.</summary>
/// <param name="Application">The application.</param>
/// <param name="Attempt">The attempt of the application, from 1.</param>
/// <param name="Number">The number among the containers of the attempt, from 1.</param>
internal sealed partial record ContainerName(YarnApplicationId Application, int Attempt, long Number)
{
    /// <summary>YARN gives the first container of an attempt to its application master.</summary>
    public bool IsMaster => Number == 1;

    /// <summary>The step of the story that is this attempt's master.</summary>
    public string MasterStep => string.Create(CultureInfo.InvariantCulture, $"master {Attempt}");

    public static ContainerName? Parse(string id)
    {
        var match = Name().Match(id);
        return match.Success
            && YarnApplicationId.TryParse("application_" + match.Groups["application"].Value, out var application)
            && int.TryParse(match.Groups["attempt"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            && long.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(application, attempt, number) : null;
    }

    [GeneratedRegex(@"^container_(e\d+_)?(?<application>\d+_\d{4,})_(?<attempt>\d{2,})_(?<number>\d{6,})$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
