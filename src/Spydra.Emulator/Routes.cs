using Spydra.Emulator.Http;

namespace Spydra.Emulator;

/// <summary>Every route of the emulator, on one page. Two servers: one speaks Dataproc, one Cloud Storage.</summary>
internal static class Routes
{
    public static IReadOnlyList<Route> Dataproc() => [];

    public static IReadOnlyList<Route> Storage() => [];
}
