using System.CommandLine;
using System.CommandLine.Parsing;

namespace Spydra.Cli.Commands;

/// <summary>The options by which every command that reads an archive finds it; <paramref name="required"/>: it reads nothing else.</summary>
internal sealed class ArchiveOptions(bool required = true)
{
    private readonly Option<string> bucket = new("--log-bucket") { HelpName = "B", Description = "The log bucket: its name, gs://, or a folder with a copy of it.", Required = required };

    // As the original writes it, too.
    private readonly Option<string> client = new("--client-id", "--clientid") { HelpName = "ID", Description = "The client_id of the runs.", Required = required };

    private readonly Option<bool> local = new("--local") { Description = "The bucket of the embedded emulator." };

    private readonly Option<OutputFormat> format = FormatOption.Create();

    public void AddTo(Command command)
    {
        command.Add(client);
        command.Add(bucket);
        command.Add(local);
        command.Add(format);
        client.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } id && (id.Length == 0 || id.Contains('/') || id is "." or ".."))
                result.AddError($"--client-id is '{id}', and a client_id of a spec is expected, without slashes.");
        });
    }

    /// <summary>The words as they were said; null for what was not.</summary>
    public (string? LogBucket, string? ClientId, bool Local, OutputFormat Format) Said(ParseResult parsed) => (parsed.GetValue(bucket), parsed.GetValue(client), parsed.GetValue(local), parsed.GetValue(format));

    /// <summary>Whether the log bucket and the client were said.</summary>
    public (bool LogBucket, bool ClientId) Said(SymbolResult result) => (result.GetResult(bucket) is not null, result.GetResult(client) is not null);

    public ArchiveArguments Of(ParseResult parsed) => new(parsed.GetValue(bucket)!, parsed.GetValue(client)!, parsed.GetValue(local), parsed.GetValue(format));
}
