using System.CommandLine;

namespace Spydra.Cli.Commands;

/// <summary>The options by which every command that reads an archive finds it.</summary>
internal sealed class ArchiveOptions
{
    private readonly Option<string> bucket = new("--log-bucket") { HelpName = "B", Description = "The log bucket: its name, gs://, or a folder with a copy of it.", Required = true };

    // As the original writes it, too.
    private readonly Option<string> client = new("--client-id", "--clientid") { HelpName = "ID", Description = "The client_id of the runs.", Required = true };

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

    public ArchiveArguments Of(ParseResult parsed) => new(parsed.GetValue(bucket)!, parsed.GetValue(client)!, parsed.GetValue(local), parsed.GetValue(format));
}
