using System.Collections.Immutable;
using Spydra.Specs;

namespace Spydra.Cli.Commands;

/// <summary>What a person, or a program, reads.</summary>
internal enum OutputFormat
{
    Text,
    Json,

    /// <summary>Command lines of gcloud; only of a dry run.</summary>
    Gcloud,
}

/// <summary>The words of one <c>spydra submit</c>.</summary>
internal sealed record SubmitArguments(ImmutableArray<string> SpecFiles, CommandLineLayer Layer, OutputFormat Format, bool Local);
