using System.Buffers.Binary;
using System.Globalization;

namespace Spydra.Emulator.Jobs.Archive.Logs;

/// <summary>Writes a node's file of an application: whose it is, and the logs of its containers that ran there.</summary>
internal static class AggregatedLog
{
    private const int Version = 1;

    // A blank is nobody beside the owner.
    private const string Nobody = " ";

    /// <exception cref="IOException">A log is shorter or longer than it was said to be.</exception>
    public static void Write(Stream target, bool compressed, string user, IEnumerable<ContainerLogs> containers)
    {
        using var file = new TFileWriter(target, compressed);
        file.Append(ModifiedUtf8.Of("VERSION"), value =>
        {
            Span<byte> number = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, Version);
            value.Write(number);
        });
        file.Append(ModifiedUtf8.Of("APPLICATION_ACL"), value =>
        {
            foreach (var text in new[] { "VIEW_APP", Nobody, "MODIFY_APP", Nobody }) value.Write(ModifiedUtf8.Of(text));
        });
        file.Append(ModifiedUtf8.Of("APPLICATION_OWNER"), value => value.Write(ModifiedUtf8.Of(user)));
        foreach (var container in containers)
            file.Append(ModifiedUtf8.Of(container.Id), value =>
            {
                foreach (var log in container.Files.OrderBy(log => log.Name, StringComparer.Ordinal)) Write(value, container, log);
            });
        file.Finish();
    }

    private static void Write(Stream value, ContainerLogs container, LogFile log)
    {
        value.Write(ModifiedUtf8.Of(log.Name));
        value.Write(ModifiedUtf8.Of(log.Length.ToString(CultureInfo.InvariantCulture)));
        using var counted = new CountedStream(value);
        log.CopyTo(counted);
        if (counted.Count != log.Length)
            throw new IOException($"The log '{log.Name}' of {container.Id} was to have {log.Length} bytes and has {counted.Count}.");
    }
}
