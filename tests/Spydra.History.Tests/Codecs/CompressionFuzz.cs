using Spydra.History.Sources;
using Spydra.History.Spark;

namespace Spydra.History.Codecs;

/// <summary>100,000 broken inputs for each codec: nothing but <see cref="DamagedDataException"/>, no more memory than the input and what came of it are worth.</summary>
public sealed class CompressionFuzz
{
    private const int Inputs = 100_000;

    [Theory]
    [MemberData(nameof(CompressionTests.Codecs), MemberType = typeof(CompressionTests))]
    public void Broken_input_ends_in_damage(string codec)
    {
        var seeds = Seeds(codec);

        Mutations.Run(Inputs, seeds, (input, buffer) =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            long decoded = 0;
            try
            {
                using var text = Compression.Open(codec, new MemoryStream(input));
                // The stream below is there at once, and so is the answer.
                for (int part; (part = text.ReadAsync(buffer).AsTask().GetAwaiter().GetResult()) > 0;) decoded += part;
            }
            catch (DamagedDataException e) when (e.Offset >= 0 && e.Offset <= input.Length)
            {
            }
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < (1024 * 1024) + (300L * input.Length) + (3 * decoded), $"{allocated} bytes for {input.Length}");
        });
    }

    private static List<byte[]> Seeds(string codec)
    {
        List<byte[]> seeds = [Framing.Write(codec, CompressionTests.Text(3)), Framing.Write(codec, CompressionTests.Text(20), 300)];
        if (codec == "zstd") seeds.AddRange([CompressionTests.Golden("text-3-level22"), CompressionTests.Golden("text-60-nocheck"), CompressionTests.Golden("text-60-level19")]);
        // The beginning of what Spark wrote: short blocks, the later ones with the tables of those before.
        var golden = ((FolderSource)SparkCorpus.Selection).Describe($"spark-events/{SparkCorpus.Client}/") + codec switch
        {
            "zstd" => "application_1795314636366_0010.zstd",
            "lz4" => "application_1795314636366_0012.lz4",
            "snappy" => "application_1795314636366_0165.snappy",
            _ => "",
        };
        if (codec != "lzf") seeds.Add(File.ReadAllBytes(golden)[..2000]);
        return seeds;
    }
}
