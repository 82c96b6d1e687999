using System.Text;
using Spydra.Emulator.Jobs.Streaming.Records;

namespace Spydra.Emulator.Tests.Jobs.Streaming;

public sealed class PartitionerTests
{
    // Hash and partitions of 1, 2, 3, 7, 10 and 64, as Hadoop 2.7.2's Text and HashPartitioner give them.
    [Theory]
    [InlineData("", 1, new[] { 0, 1, 1, 1, 1, 1 })]
    [InlineData("61", 128, new[] { 0, 0, 2, 2, 8, 0 })]
    [InlineData("68656c6c6f", 127791473, new[] { 0, 1, 2, 5, 3, 49 })]
    [InlineData("746865", 144592, new[] { 0, 0, 1, 0, 2, 16 })]
    [InlineData("537079647261", -924105288, new[] { 0, 0, 2, 1, 0, 56 })]
    [InlineData("6e61c3af766520e69db1e4baac", 1089646477, new[] { 0, 1, 1, 3, 7, 13 })]
    [InlineData("ff8000", 24862, new[] { 0, 0, 1, 5, 2, 30 })]
    [InlineData("6109620963", 118573363, new[] { 0, 1, 1, 6, 3, 51 })]
    [InlineData("30313233343536373839303132333435363738393031323334353637383930313233343536373839", -457149035, new[] { 0, 1, 0, 2, 3, 21 })]
    public void A_key_hashes_as_in_Hadoop(string hex, int hash, int[] partitions)
    {
        var key = Convert.FromHexString(hex);

        Assert.Equal(hash, HashPartitioner.HashOf(key));
        Assert.Equal(partitions, new[] { 1, 2, 3, 7, 10, 64 }.Select(count => new HashPartitioner().PartitionOf(key, count)));
    }

    // Of 1000 partitions, as Hadoop 2.7.2's KeyFieldBasedPartitioner gives them.
    [Theory]
    [InlineData("-k1,1", new[] { 97, 568, 0, 120, 0, 105, 239, 0 })]
    [InlineData("-k2,2", new[] { 98, 569, 0, 0, 0, 169, 98, 97 })]
    [InlineData("-k2", new[] { 703, 400, 0, 0, 46, 286, 98, 53 })]
    [InlineData("-k1.2,1.3", new[] { 524, 565, 0, 0, 46, 84, 670, 53 })]
    [InlineData("-k2,3", new[] { 703, 284, 0, 0, 46, 118, 98, 53 })]
    [InlineData("-k5", new[] { 0, 0, 0, 0, 0, 361, 0, 0 })]
    [InlineData("", new[] { 626, 790, 0, 120, 472, 81, 164, 259 })]
    [InlineData("-k1.1,2.1", new[] { 741, 323, 0, 120, 472, 430, 203, 523 })]
    public void Fields_of_a_key_hash_as_in_Hadoop(string options, int[] partitions)
    {
        var partitioner = new KeyFieldPartitioner(KeyFields.Parse(options, "."));
        string[] keys = ["a.b.c", "11.12.1.2", "", "x", "..", "ab.cd.ef.gh.ij", "a\u00e9.b", ".a."];

        Assert.Equal(partitions, keys.Select(key => partitioner.PartitionOf(Encoding.UTF8.GetBytes(key), 1000)));
    }
}
