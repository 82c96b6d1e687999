using System.Collections.Immutable;

namespace Spydra.Emulator.Storage;

/// <summary>The live objects of a bucket by name, in <see cref="NameOrder"/>. It is immutable: a listing walks the one it began with.</summary>
internal sealed class ObjectIndex
{
    private static readonly IComparer<StoredObject> ByName =
        Comparer<StoredObject>.Create((left, right) => NameOrder.Instance.Compare(left.Name, right.Name));

    public static readonly ObjectIndex Empty = new(ImmutableSortedSet.Create(ByName));

    private readonly ImmutableSortedSet<StoredObject> objects;

    public ObjectIndex(IEnumerable<StoredObject> objects) : this(ImmutableSortedSet.CreateRange(ByName, objects)) { }

    private ObjectIndex(ImmutableSortedSet<StoredObject> objects) => this.objects = objects;

    public int Count => objects.Count;

    public StoredObject this[int position] => objects[position];

    public StoredObject? Find(string name) => objects.TryGetValue(Probe(name), out var found) ? found : null;

    public ObjectIndex With(StoredObject stored) => new(objects.Remove(stored).Add(stored));

    public ObjectIndex Without(string name) => new(objects.Remove(Probe(name)));

    /// <summary>The position of the first name that is not before <paramref name="name"/>.</summary>
    public int AtOrAfter(string name)
    {
        var position = objects.IndexOf(Probe(name));
        return position < 0 ? ~position : position;
    }

    /// <summary>The position of the first name that comes after every name with <paramref name="prefix"/>.</summary>
    public int Past(string prefix)
    {
        var (low, high) = (AtOrAfter(prefix), objects.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (objects[middle].Name.StartsWith(prefix, StringComparison.Ordinal)) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    public IEnumerable<StoredObject> StartingWith(string prefix)
    {
        var (from, past) = (AtOrAfter(prefix), Past(prefix));
        for (var position = from; position < past; position++) yield return objects[position];
    }

    /// <summary>Only its name matters: the set compares nothing else.</summary>
    private static StoredObject Probe(string name) => new() { Bucket = "", Name = name, Generation = 0, Size = 0, Updated = default };
}
