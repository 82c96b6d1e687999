using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Spydra.History.Sources;

namespace Spydra.History.Logs;

/// <summary>
/// Where the logs of a client's applications lie: <c>logs/CLIENT/USER/SUFFIX/APPLICATION/NODE</c>, and since Hadoop 3.3
/// <c>logs/CLIENT/USER/bucket-SUFFIX/NNNN/APPLICATION/NODE</c>. The suffix is what <c>yarn.nodemanager.remote-app-log-dir-suffix</c> and the
/// format make it: <c>logs</c>, <c>logs-ifile</c>, <c>logs-tfile</c>.
/// </summary>
/// <param name="source">Where they lie.</param>
/// <param name="root">The folder of <c>yarn.nodemanager.remote-app-log-dir</c>, with a slash at its end.</param>
public sealed class LogFolders(IArchiveSource source, string root)
{
    private const string BucketPrefix = "bucket-";
    private const string ChecksumSuffix = "-checksum";
    private const string UploadSuffix = ".tmp";

    // A file name, and two numbers.
    private const int LongestChecksumFile = 4096;

    /// <summary>Of a client whose clusters have Spydra's own properties.</summary>
    public static LogFolders OfClient(IArchiveSource source, string clientId) => new(source, $"logs/{clientId}/");

    /// <summary>What a person calls the folder in which a user's logs lie, or those of all users.</summary>
    public string Describe(string? user) => source.Describe(user is null ? root : $"{root}{user}/");

    /// <summary>The files of an application: older layouts first, and by name in each. None is no error.</summary>
    /// <param name="application">The application.</param>
    /// <param name="user">Whose it was; null looks at every user.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="SpydraException">The folders cannot be listed.</exception>
    public async IAsyncEnumerable<NodeFile> NodeFilesAsync(YarnApplicationId application, string? user, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var node in AllAsync(application, user, cancellationToken))
            if (!node.IsUpload) yield return node;
    }

    /// <summary>The same, and the uploads that are under way, or were cut off; those cannot be read.</summary>
    internal async IAsyncEnumerable<NodeFile> AllAsync(YarnApplicationId application, string? user, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var users = user is null ? await NamesAsync(root, cancellationToken) : [user];
        foreach (var owner in users)
        {
            var suffixes = await NamesAsync($"{root}{owner}/", cancellationToken);
            foreach (var suffix in suffixes.OrderBy(IsBucketed))
            {
                var folder = $"{root}{owner}/{suffix}/{(IsBucketed(suffix) ? application.Bucket + "/" : "")}{application}/";
                foreach (var node in await FolderAsync(folder, owner, application, cancellationToken)) yield return node;
            }
        }
    }

    /// <summary>Every application of the client that has logs, in the order of their ids.</summary>
    /// <exception cref="SpydraException">They cannot be listed.</exception>
    public async Task<IReadOnlyList<ApplicationLogs>> ApplicationsAsync(CancellationToken cancellationToken)
    {
        // One list of everything takes one request for a thousand files; one for each folder would take as many as there are applications.
        var found = new Dictionary<(string User, YarnApplicationId Application), DateTimeOffset>();
        await foreach (var file in source.ListAsync(root, cancellationToken))
        {
            if (!TryPlace(file.Name[root.Length..].Split('/'), out var user, out var application)) continue;
            var newest = found.GetValueOrDefault((user, application), DateTimeOffset.MinValue);
            found[(user, application)] = file.Updated > newest ? file.Updated : newest;
        }

        return [.. found
            .Select(each => new ApplicationLogs(each.Key.User, each.Key.Application, each.Value))
            .OrderBy(each => each.Application.Timestamp).ThenBy(each => each.Application.Number).ThenBy(each => each.User, StringComparer.Ordinal)];
    }

    private static bool TryPlace(string[] parts, out string user, out YarnApplicationId application)
    {
        (user, application) = (parts[0], default);
        var folder = parts.Length switch
        {
            4 when !IsBucketed(parts[1]) => parts[2],
            5 when IsBucketed(parts[1]) => parts[3],
            _ => "",
        };
        return folder.StartsWith("application_", StringComparison.Ordinal) && YarnApplicationId.TryParse(folder, out application) && !IsHidden(user) && IsNodeFile(parts[^1]);
    }

    private async Task<List<string>> NamesAsync(string folder, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var name in source.FoldersAsync(folder, cancellationToken))
            if (!IsHidden(name)) names.Add(name);
        return names;
    }

    private async Task<List<NodeFile>> FolderAsync(string folder, string user, YarnApplicationId application, CancellationToken cancellationToken)
    {
        var nodes = new List<NodeFile>();
        var validLengths = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var file in source.ListAsync(folder, cancellationToken))
        {
            // Below the folder there may lie Hadoop archives, which are folders with other files.
            if (file.Name.AsSpan(folder.Length).Contains('/')) continue;
            if (file.BaseName.EndsWith(ChecksumSuffix, StringComparison.Ordinal))
            {
                if (await ChecksumAsync(file, cancellationToken) is var (name, length)) validLengths[name] = length;
            }
            else if (IsNodeFile(file.BaseName)) nodes.Add(new(user, application, file));
            else if (file.BaseName.EndsWith(UploadSuffix, StringComparison.Ordinal) && !IsHidden(file.BaseName)) nodes.Add(new(user, application, file) { IsUpload = true });
        }

        return [.. nodes.Select(node => validLengths.TryGetValue(node.File.BaseName, out var length) ? node with { ValidLength = length } : node)];
    }

    /// <summary>Which file is being added to, and how much of it counts; null if that cannot be read: then it has been added to by now.</summary>
    private async Task<(string Name, long Length)?> ChecksumAsync(ArchivedFile file, CancellationToken cancellationToken)
    {
        if (file.Size is < 12 or > LongestChecksumFile) return null;
        try
        {
            await using var stream = await source.OpenAsync(file, cancellationToken);
            var bytes = new byte[file.Size];
            var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
            var nameLength = BinaryPrimitives.ReadInt32BigEndian(bytes);
            if (nameLength < 0 || nameLength > read - 12) return null;
            var length = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(4 + nameLength));
            return length < 0 ? null : (Encoding.UTF8.GetString(bytes, 4, nameLength), length);
        }
        catch (Exception e) when (e is SpydraException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsBucketed(string suffix) => suffix.StartsWith(BucketPrefix, StringComparison.Ordinal);

    private static bool IsHidden(string name) => name.Length == 0 || name[0] is '.' or '_';

    private static bool IsNodeFile(string name) =>
        !IsHidden(name) && !name.EndsWith(UploadSuffix, StringComparison.Ordinal) && !name.EndsWith(ChecksumSuffix, StringComparison.Ordinal) && !name.EndsWith(".har", StringComparison.Ordinal);
}
