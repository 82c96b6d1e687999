namespace Spydra.History.Logs;

/// <summary>What was found damaged in one file: told to who reads it, each once, up to so many that the rest is not worth the reading.</summary>
internal sealed class Damages(string file, Action<SpydraException> report)
{
    private const int Most = 20;

    private SpydraException? last;

    /// <summary>What a person calls the file.</summary>
    public string File { get; } = file;

    public int Count { get; private set; }

    public bool AreTooMany => Count >= Most;

    public void Add(SpydraException damage)
    {
        var named = damage is DamagedDataException data ? data.In(File) : damage;
        // What cannot be read at all ends the reading; and what was told is not told again when it is come upon again.
        if (named is not DamagedDataException) throw named;
        if (last is not null && last.Message == named.Message) return;
        last = named;
        Count++;
        report(named);
    }

    /// <summary>What is read, or its default if it is damaged.</summary>
    public async ValueTask<T?> GuardAsync<T>(ValueTask<T> reading)
    {
        try
        {
            return await reading;
        }
        catch (DamagedDataException e)
        {
            Add(e);
            return default;
        }
    }
}
