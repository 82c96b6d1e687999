using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Spydra.History.Logs;

/// <summary>Writes an IndexedFile, its index as Java serializes it: a second reading of the format, for round trips.</summary>
internal sealed class IndexedFileWriter(YarnApplicationId application, bool gz = false)
{
    private const string Prefix = "org.apache.hadoop.yarn.logaggregation.filecontroller.ifile.LogAggregationIndexedFileController$";

    private readonly byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(application.ToString()));
    private readonly Dictionary<string, int> handles = new(StringComparer.Ordinal);
    private int nextHandle = 0x7e0000;
    private List<byte> index = [];

    public string Compression { get; init; } = gz ? "gz" : "none";

    /// <summary>The file after one upload, or after several.</summary>
    public byte[] Write(params IReadOnlyList<Log>[] rounds)
    {
        using var file = new MemoryStream();
        file.Write(hash);
        List<List<(Log Log, long Offset, long Stored)>> written = [];
        foreach (var round in rounds)
        {
            file.WriteByte((byte)'\n');
            written.Add([]);
            foreach (var log in round)
            {
                var bytes = Encoding.Latin1.GetBytes(log.Content);
                var stored = gz ? TFileWriter.Zlib(bytes) : bytes;
                written[^1].Add((log, file.Length, stored.Length));
                file.Write(stored);
            }

            var meta = Index(written);
            file.Write(meta);
            file.Write(Int(meta.Length));
            file.Write(hash);
        }

        return file.ToArray();
    }

    private byte[] Index(List<List<(Log Log, long Offset, long Stored)>> rounds)
    {
        (index, nextHandle) = ([], 0x7e0000);
        handles.Clear();
        Put(0xac, 0xed, 0, 5);
        Begin(Prefix + "IndexedLogsMeta", 2, "Iversion", "Lacls:Ljava/util/Map;", "LcompressName:Ljava/lang/String;", "LlogMetas:Ljava/util/List;", "LnodeId:Ljava/lang/String;", "Luser:Ljava/lang/String;");
        index.AddRange(Int(1));
        Map(1, _ =>
        {
            Put(0x7e);
            Class("org.apache.hadoop.yarn.api.records.ApplicationAccessType", 0x12, [], above: () => Class("java.lang.Enum", 0x12, []));
            nextHandle++;
            Text("VIEW_APP");
            Text(" ");
        });
        Text(Compression);
        List(rounds.Count, round => Round(rounds[round]));
        Text("host:8041");
        Text("root");
        return [.. index];
    }

    private void Round(List<(Log Log, long Offset, long Stored)> logs)
    {
        Begin(Prefix + "IndexedPerAggregationLogMeta", 2, "JuploadTimeStamp", "LlogMetas:Ljava/util/Map;", "LremoteNodeLogFileName:Ljava/lang/String;");
        index.AddRange(Long(1795307346686));
        var containers = logs.GroupBy(log => log.Log.Container, StringComparer.Ordinal).ToList();
        Map(containers.Count, number =>
        {
            Text(containers[number].Key);
            var files = containers[number].ToList();
            List(files.Count, at => Meta(files[at].Log, files[at].Offset, files[at].Stored));
        });
        Text("host_8041");
    }

    private void Meta(Log log, long offset, long stored)
    {
        Begin(Prefix + "IndexedFileLogMeta", 2, "JfileCompressedSize", "JfileSize", "JlastModificatedTime", "JstartIndex", "LcontainerId:Ljava/lang/String;", "LfileName:Ljava/lang/String;");
        index.AddRange([.. Long(stored), .. Long(log.Content.Length), .. Long(1795307345000), .. Long(offset)]);
        Text(log.Container);
        Text(log.Type);
    }

    private void Map(int count, Action<int> pair)
    {
        Begin("java.util.HashMap", 3, "FloadFactor", "Ithreshold");
        Put(0x3f, 0x40, 0, 0, 0, 0, 0, 12, 0x77, 8, 0, 0, 0, 16);
        index.AddRange(Int(count));
        for (var at = 0; at < count; at++) pair(at);
        Put(0x78);
    }

    private void List(int count, Action<int> element)
    {
        Begin("java.util.ArrayList", 3, "Isize");
        index.AddRange(Int(count));
        Put(0x77, 4);
        index.AddRange(Int(count));
        for (var at = 0; at < count; at++) element(at);
        Put(0x78);
    }

    private void Begin(string name, byte flags, params string[] fields)
    {
        Put(0x73);
        Class(name, flags, fields);
        nextHandle++;
    }

    private void Class(string name, byte flags, string[] fields, Action? above = null)
    {
        if (Refers("class " + name)) return;
        Put(0x72);
        index.AddRange([.. TFileWriter.Text(name), .. Long(42)]);
        handles["class " + name] = nextHandle++;
        Put(flags, 0, (byte)fields.Length);
        foreach (var field in fields)
        {
            var parts = field[1..].Split(':');
            Put((byte)field[0]);
            index.AddRange(TFileWriter.Text(parts[0]));
            if (parts.Length > 1) Text(parts[1]);
        }

        Put(0x78);
        if (above is null) Put(0x70);
        else above();
    }

    private void Text(string text)
    {
        if (Refers("text " + text)) return;
        Put(0x74);
        index.AddRange(TFileWriter.Text(text));
        handles["text " + text] = nextHandle++;
    }

    private bool Refers(string key)
    {
        if (!handles.TryGetValue(key, out var handle)) return false;
        Put(0x71);
        index.AddRange(Int(handle));
        return true;
    }

    private void Put(params byte[] bytes) => index.AddRange(bytes);

    private static byte[] Int(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Long(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }
}
