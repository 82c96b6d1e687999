using Spydra.Failures;

namespace Spydra.History.Causes.Evidence;

/// <summary>What the driver printed. It is read from its beginning to its end: a driver that fails in the middle of a long output is no exception.</summary>
internal static class DriverEvidence
{
    public static async Task<FailureStory> GatherAsync(DriverText? driver, Action<string> report, CancellationToken cancellationToken)
    {
        if (driver is null) return FailureStory.Empty with { Missing = ["the driver's output"] };
        report($"reading the driver's output, {driver.Name}");
        await using var text = await driver.OpenAsync(cancellationToken);
        var kept = new KeptTail(text, DriverEnding.TailSize);
        var scan = await TroubleScanner.ScanAsync(kept, new EvidencePlace(EvidenceSource.Driver) { File = driver.Name }, 0, cancellationToken);
        var ending = DriverEnding.Of(scan, kept.Text(), kept.Offset);
        return FailureStory.Empty with { Endings = ending is null ? [] : [ending], Troubles = scan.Troubles, LastLines = scan.LastLines };
    }
}
