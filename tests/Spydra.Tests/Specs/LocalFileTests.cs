using System.Net.Sockets;
using Spydra.Specs;
using Spydra.Testing;

namespace Spydra.Tests.Specs;

public sealed class LocalFileTests
{
    [Fact]
    public void A_file_that_cannot_be_read_is_a_problem_before_anything_is_sent()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no files there that nobody may read.");
        using var specs = new SpecFolder();
        // A socket is a file that no one can open, whatever rights they have.
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(specs.At("app.jar")));
        specs.Add("""{"cluster_type": "dataproc", "log_bucket": "logs", "region": "europe-west1", "submit": {"options": {"jar": "app.jar"}}}""");

        var problem = Assert.Single(specs.Problems());

        Assert.StartsWith("job.json:1:108: submit.options.jar: names \"app.jar\", which cannot be read: ", problem);
    }

    [Fact]
    public void The_length_of_a_link_is_that_of_what_it_points_to()
    {
        using var folder = new TempDir();
        var link = folder.At("link");
        File.CreateSymbolicLink(link, folder.Write("target", "12345"));

        Assert.Equal(5, LocalFiles.Length(link));
    }
}
