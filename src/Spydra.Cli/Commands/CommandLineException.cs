namespace Spydra.Cli.Commands;

/// <summary>The command line says something that no command understands.</summary>
internal sealed class CommandLineException(string message, string nextStep) : SpydraException(message, nextStep);
