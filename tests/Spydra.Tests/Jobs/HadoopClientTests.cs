using Spydra.Jobs;
using Spydra.Testing;

namespace Spydra.Tests.Jobs;

public sealed class HadoopClientTests : IDisposable
{
    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void The_path_comes_before_HADOOP_HOME()
    {
        var (onPath, inHome) = (home.WriteScript("path/hadoop", ""), home.WriteScript("hadoop-3/bin/hadoop", ""));

        Assert.Equal(onPath, Find(home.At("empty") + Path.PathSeparator + home.At("path"), home.At("hadoop-3")));
        Assert.Equal(inHome, Find(home.At("empty"), home.At("hadoop-3")));
        Assert.Equal(inHome, Find(null, home.At("hadoop-3")));
    }

    [Fact]
    public void A_file_that_cannot_be_run_is_no_program()
    {
        home.Write("path/hadoop", "not yet chmod +x");

        var failure = Assert.Throws<HadoopNotFoundException>(() => Find(home.At("path"), home.At("nowhere")));

        Assert.Contains(home.At("nowhere"), failure.Message);
        Assert.Contains("HADOOP_HOME", failure.NextStep);
    }

    private static string Find(string? path, string? hadoopHome) =>
        new HadoopClient(name => name switch { "PATH" => path, "HADOOP_HOME" => hadoopHome, _ => null }).Find();
}
