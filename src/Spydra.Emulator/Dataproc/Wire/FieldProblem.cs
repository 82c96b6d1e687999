namespace Spydra.Emulator.Dataproc.Wire;

/// <summary>What is wrong with one field of a request: where it lies (snake_case path), and the platform's text for it.</summary>
internal sealed record FieldProblem(string Field, string Text);
