namespace Spydra.Emulator.Jobs.Processes;

/// <summary>
/// What to start: the words of the command (the first is the program), where, and with which environment; nothing else is inherited.
/// </summary>
internal sealed record ProgramCall(
    IReadOnlyList<string> Words, string Folder, IReadOnlyDictionary<string, string> Environment);
