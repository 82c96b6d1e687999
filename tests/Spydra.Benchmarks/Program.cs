using Spydra.Benchmarks;

// dotnet run -c Release --project tests/Spydra.Benchmarks -- streaming [MEGABYTES]
return args switch
{
    ["streaming"] => await StreamingBenchmark.RunAsync(megabytes: 1000),
    ["streaming", var size] when int.TryParse(size, out var megabytes) => await StreamingBenchmark.RunAsync(megabytes),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: streaming [MEGABYTES]   word count by the emulator's engine against sort | uniq -c, and the engine's peak memory");
    return 2;
}
