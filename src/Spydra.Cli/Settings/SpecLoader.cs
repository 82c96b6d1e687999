using System.Collections.Immutable;
using System.Text;
using Spydra.Cli.Commands;
using Spydra.Gcp;
using Spydra.Gcp.Storage;
using Spydra.Specs;

namespace Spydra.Cli.Settings;

/// <summary>Reads a spec as every command reads it: with the files of site and user, the environment, and what only a service can tell.</summary>
internal sealed class SpecLoader(CliEnvironment environment, CliCredentials credentials, TimeProvider time)
{
    /// <summary>The spec of a run that has this id, together with all that is wrong with it.</summary>
    public async Task<LoadedSpec> ReadAsync(SpecArguments arguments, CliSettings settings, Guid runId, CancellationToken cancellationToken)
    {
        SpecFile[] files = [.. environment.StandingFiles(), .. arguments.Files.Select(path => new SpecFile(path, SpecFileKind.Job))];
        var context = environment.Context(runId, arguments.Local) with { NoDefaults = arguments.NoDefaults, CreateLimit = settings.Limits.Create };
        var inBuckets = arguments.Local ? [] : SpecLayers.BucketFiles(files, arguments.Layer, context);
        if (!inBuckets.IsEmpty) context = context with { BucketFiles = await BucketFilesAsync(inBuckets, settings, cancellationToken) };
        return await SpecLayers.ReadAsync(files, arguments.Layer, context, credentials.ProjectOfMachineAsync, cancellationToken);
    }

    /// <summary>Reads what the spec is partly made of; a file that is not there is the spec's problem.</summary>
    private async Task<ImmutableDictionary<string, string>> BucketFilesAsync(
        ImmutableArray<string> addresses, CliSettings settings, CancellationToken cancellationToken)
    {
        using var http = ApiClient.NewHttpClient();
        var storage = new StorageClient(new ApiClient(http, credentials.ForReading(), time), environment.Endpoints(settings));
        var texts = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var address in addresses)
        {
            if (!GsUri.TryParse(address, out var uri)) continue;
            using var read = await storage.ReadFromAsync(uri, 0, cancellationToken);
            if (read is null) continue;
            using var content = new MemoryStream();
            await foreach (var bytes in read.BytesAsync(cancellationToken)) content.Write(bytes.Span);
            if (read.Broken is { } broken) throw broken;
            texts[address] = Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length);
        }

        return texts.ToImmutable();
    }
}
