namespace Spydra.History.Codecs;

/// <summary>Broken inputs made of whole ones: bits flipped, bytes set to their extremes, cut off, parts of others put in, parts repeated. The same ones every time.</summary>
internal static class Mutations
{
    public static void Run(int count, IReadOnlyList<byte[]> seeds, Action<byte[], byte[]> check) =>
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 4 }, () => new byte[32 * 1024], (number, _, buffer) =>
        {
            var input = Broken(seeds, new Random(number));
            try
            {
                check(input, buffer);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Input {number}: {Convert.ToHexString(input)}", e);
            }
            return buffer;
        }, _ => { });

    private static byte[] Broken(IReadOnlyList<byte[]> seeds, Random random)
    {
        List<byte> input = [.. seeds[random.Next(seeds.Count)]];
        for (var times = 1 + random.Next(4); times > 0 && input.Count > 0; times--)
        {
            var at = random.Next(input.Count);
            switch (random.Next(7))
            {
                case 0: input[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: input[at] = (byte)random.Next(256); break;
                case 2: input.RemoveRange(at, input.Count - at); break;
                case 3:
                    for (var i = at; i < Math.Min(input.Count, at + (1 << random.Next(4))); i++) input[i] = random.Next(2) == 0 ? (byte)0xFF : (byte)0x7F;
                    break;
                case 4: input.RemoveRange(at, Math.Min(input.Count - at, 1 + random.Next(8))); break;
                case 5: input.InsertRange(at, input.GetRange(at, Math.Min(input.Count - at, random.Next(64)))); break;
                default:
                    var other = seeds[random.Next(seeds.Count)];
                    var from = random.Next(other.Length);
                    input.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, random.Next(128))));
                    break;
            }
        }
        return [.. input];
    }
}
