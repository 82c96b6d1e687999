using System.CommandLine;

namespace Spydra.Cli.Commands;

/// <summary><c>--no-why</c>, the same for every command that ends as a run does.</summary>
internal static class NoWhyOption
{
    public static Option<bool> Create() => new("--no-why") { Description = "Do not look for the cause when the job fails; 'spydra why' does it later." };
}
