namespace Spydra.Gcp;

/// <summary>Something took longer than its time limit.</summary>
public sealed class TimeLimitException(string what, TimeSpan limit, string setting) : SpydraException(
    $"{what} took longer than {limit:hh\\:mm\\:ss}.", $"Look at it in the console, or raise '{setting}' in the settings.");
