using System.Text;

namespace Spydra.History.Causes;

public sealed class ShownTextTests
{
    public static TheoryData<string, string> Secrets => new()
    {
        { "password=hunter2", "password=***" },
        { "-Ddb.password=hunter2 -Dx=y", "-Ddb.password=*** -Dx=y" },
        { "password: hunter2", "password: ***" },
        { "  db_password: hunter2", "db_password: ***" },
        { """{"user": "etl", "password": "p w\"1", "n": 1}""", """{"user": "etl", "password": "***", "n": 1}""" },
        { """KeyError: {\"password\": \"hunter2\", \"a\": 1}""", """KeyError: {\"password\": \"***\", \"a\": 1}""" },
        { "{'client_secret': 'abc-def', 'x': 'y'}", "{'client_secret': '***', 'x': 'y'}" },
        { "{'api_key': b'abc'}", "{'api_key': b'***'}" },
        { "jdbc:mysql://h/d?user=u&password=p&x=y", "jdbc:mysql://h/d?user=u&password=***&x=y" },
        { "cannot connect to postgresql://etl:s3cr3t@db:5432/x", "cannot connect to postgresql://etl:***@db:5432/x" },
        { "redis://:s3cr3t@cache:6379", "redis://:***@cache:6379" },
        { "Authorization: Basic dXNlcjpwYXNz", "Authorization: Basic ***" },
        { "'Authorization': 'Bearer abcdef'", "'Authorization': 'Bearer ***'" },
        { "sent Bearer abc123def456ghi789 to it", "sent Bearer *** to it" },
        { "ya29.a0AfH6SMBx-y_z0123456789", "***" },
        { "key AIza" + new string('B', 35) + " is invalid", "key *** is invalid" },
        { "GOCSPX-abcdefghijklmnop", "***" },
        { "id AKIA" + "IOSFODNN7EXAMPLE of", "id *** of" },
        { "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "aws_secret_access_key = ***" },
        { "ghp_" + new string('a', 36), "***" },
        { "github_pat_" + new string('1', 30), "***" },
        { "xoxb-" + "1234567890-abcdef", "***" },
        { "sk_live_" + "abcdefgh12345678", "***" },
        { "sk-proj-" + "abcd1234efgh5678ijkl", "***" },
        { "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def_ghi back", "got *** back" },
        { "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY----- rest", "*** rest" },
        { """{"private_key": "-----BEGIN PRIVATE KEY-----\nMIIE\n"}""", """{"private_key": "***"}""" },
        { "AccountName=x;AccountKey=abc+/def==;EndpointSuffix=y", "AccountName=x;AccountKey=***;EndpointSuffix=y" },
        { "https://x.blob.core.windows.net/c?sv=1&sig=abc%2Fdef&se=2", "https://x.blob.core.windows.net/c?sv=1&sig=***&se=2" },
        { "Server=db;User Id=sa;Password=S3cret!;Encrypt=true", "Server=db;User Id=sa;Password=***;Encrypt=true" },
        { "Server=db;Pwd=S3cret;", "Server=db;Pwd=***;" },
        { "sqoop import --username etl --password hunter2 --table t", "sqoop import --username etl --password *** --table t" },
        { "beeline -n etl -p hunter2 -e x", "beeline -n etl -p *** -e x" },
        { "mysql -uetl -phunter2 db", "mysql -uetl -p*** db" },
        { "curl -u etl:hunter2 https://h/x", "curl -u etl:*** https://h/x" },
        { "CREATE USER x IDENTIFIED BY 'hunter2'", "CREATE USER x IDENTIFIED BY '***'" },
        { "refresh_token: 1//0gabcdefghijklmnopqrstuv", "refresh_token: ***" },
    };

    [Theory]
    [MemberData(nameof(Secrets))]
    public void Secrets_are_masked(string text, string shown) => Assert.Equal(shown, ShownText.Of(text));

    [Theory]
    [InlineData("26/11/22 03:24:04 INFO mapreduce.JobSubmitter: Executing with tokens: []")]
    [InlineData("container_1795314636366_0105_02_000001 of application_1795314636366_0105")]
    [InlineData("commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12")]
    [InlineData("Enter password:")]
    [InlineData("FATAL: password authentication failed for user \"etl\"")]
    [InlineData("SyntaxError: unexpected token: SELECT")]
    [InlineData("JSONDecodeError: invalid token at line 3")]
    [InlineData("password: must be set")]
    [InlineData("token is required")]
    [InlineData("KeyError: 'utm_campaign'")]
    [InlineData("mkdir -p /data/out && ssh -p 22 host")]
    [InlineData("Basic authentication is off")]
    [InlineData("hdfs://spydra-lab-m:8020/data/in@2026")]
    [InlineData("spark://CoarseGrainedScheduler@spydra-lab-m:34097")]
    [InlineData("Type mismatch in key from map: expected org.apache.hadoop.io.Text, received org.apache.hadoop.io.LongWritable")]
    [InlineData("https://storage.googleapis.com/bucket/part-00000?alt=media")]
    [InlineData("ask-for-nothing-and-get-more-of-it-than-you-want")]
    [InlineData("mapreduce.jobhistory.keytab.file=/etc/hadoop/x.keytab")]
    [InlineData("max_tokens: 4096")]
    public void Ordinary_texts_are_left_alone(string text) => Assert.Equal(text, ShownText.Of(text));

    [Theory]
    [InlineData("\u001b[31mred\u001b[0m", "red")]
    [InlineData("\u001b]0;title\u0007text", "text")]
    [InlineData("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("a\tb\r\nc", "a b  c")]
    [InlineData("a\u202Eb\u2066c\u200Fd", "abcd")]
    [InlineData("a\u2028b\u0000c\u0007d\u009Bm", "a bcdm")]
    [InlineData("pass\u001b[0mword=x", "password=***")]
    [InlineData("부산 여행 😀", "부산 여행 😀")]
    public void Nothing_but_text_is_left(string text, string shown) => Assert.Equal(shown, ShownText.Of(text));

    [Fact]
    public void Half_a_character_is_shown_as_one_that_is_unknown()
    {
        var shown = ShownText.Of("a\uD800b\uDC00");

        Assert.Equal("a\uFFFDb\uFFFD", shown);
    }

    [Fact]
    public void A_long_text_is_cut_and_says_so()
    {
        var shown = ShownText.Of(new string('x', 500), 100);

        Assert.Equal(new string('x', 97) + "...", shown);
        Assert.Equal(new string('x', 100), ShownText.Of(new string('x', 100), 100));
    }

    [Fact]
    public void A_text_is_not_cut_within_a_character()
    {
        var text = string.Concat(Enumerable.Repeat("😀", 300));

        for (var longest = 0; longest < 12; longest++)
        {
            var shown = ShownText.Of(text, longest);
            Assert.True(shown.Length <= longest);
            Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(shown)));
        }
    }

    [Fact]
    public void A_secret_that_is_cut_is_masked_all_the_same()
    {
        var shown = ShownText.Of(new string('x', 90) + " password=" + new string('s', 30_000), 110);

        Assert.DoesNotContain("s=s", shown);
        Assert.DoesNotContain("ss=", shown);
        Assert.DoesNotContain("sss", shown);
    }

    [Fact]
    public void A_hostile_text_takes_no_longer_than_others()
    {
        foreach (var part in new[] { "key", "password", "a.b-", "://a:", "eyJ", "\"", "\\\"password\\\":", "\u001b]", "mysql -p", "-----BEGIN PRIVATE KEY-----", "key=\"\\" })
        {
            var text = string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length));

            Assert.True(ShownText.Of(text).Length <= 400);
        }
    }
}
