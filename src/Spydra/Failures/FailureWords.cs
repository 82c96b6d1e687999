namespace Spydra.Failures;

/// <summary>The classes' words in results: <c>application</c>, <c>time limit</c>.</summary>
public static class FailureWords
{
    /// <summary>The word of a class.</summary>
    public static string Word(this FailureClass failure) => failure switch
    {
        FailureClass.Application => "application",
        FailureClass.Usage => "usage",
        FailureClass.Permission => "permission",
        FailureClass.Capacity => "capacity",
        FailureClass.Cluster => "cluster",
        FailureClass.Unreachable => "unreachable",
        FailureClass.TimeLimit => "time limit",
        FailureClass.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(failure)),
    };

    /// <summary>Reads a word; one of a later version is a failure still, never a success.</summary>
    public static FailureClass Parse(string word)
    {
        foreach (var known in Enum.GetValues<FailureClass>())
            if (known.Word() == word) return known;
        return FailureClass.Application;
    }
}
