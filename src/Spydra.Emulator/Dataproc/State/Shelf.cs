using System.Text.Json.Nodes;

namespace Spydra.Emulator.Dataproc.State;

/// <summary>
/// All records of one kind: what is put here is on disk when <see cref="Put"/> returns. Used under the lock of <see cref="DataprocState"/>.
/// </summary>
internal sealed class Shelf<T>(RecordFolder folder, int mostEnded) where T : class, IRecord
{
    private readonly Dictionary<string, T> byKey = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, T> byAge = [];
    private readonly SortedDictionary<long, T> open = [];
    private readonly SortedSet<long> ended = [];

    /// <summary>Oldest first.</summary>
    public IEnumerable<T> All => byAge.Values;

    /// <summary>Those that have not ended, oldest first.</summary>
    public IEnumerable<T> Open => open.Values;

    public void Load(Func<JsonObject, T> parse)
    {
        foreach (var record in folder.Load(parse)) Remember(record);
    }

    public T? Find(string key) => byKey.GetValueOrDefault(key);

    public void Put(T record)
    {
        Remember(record);
        folder.Save(record.Number, record.ToJson());
        while (ended.Count > mostEnded) Remove(byAge[ended.Min]);
    }

    /// <summary>Replaces the record in memory alone: for what is not worth a write, such as progress.</summary>
    public void Note(T record) => Remember(record);

    public void Remove(T record)
    {
        byAge.Remove(record.Number);
        open.Remove(record.Number);
        ended.Remove(record.Number);
        if (byKey.TryGetValue(record.Key, out var current) && current.Number == record.Number) byKey.Remove(record.Key);
        folder.Delete(record.Number);
    }

    private void Remember(T record)
    {
        byKey[record.Key] = record;
        byAge[record.Number] = record;
        if (!record.HasEnded)
        {
            open[record.Number] = record;
            return;
        }

        open.Remove(record.Number);
        ended.Add(record.Number);
    }
}
