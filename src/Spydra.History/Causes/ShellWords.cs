using System.Text.RegularExpressions;

namespace Spydra.History.Causes;

/// <summary>Knows the form in which a shell and its commands complain: <c>run.sh: line 3: conf/x.env: No such file or directory</c>.</summary>
internal static partial class ShellWords
{
    public static bool Are(string line) => Complaint().IsMatch(line);

    [GeneratedRegex(@"^[\w./\-+]+: (line )?\d+: |^(\S*/)?(ba|da|z|k)?sh: |^(cat|source|\.|cd|cp|mv|rm|mkdir|ls|grep|sed|awk|gawk|sort|head|tail|tar|gzip|gunzip|zcat|unzip|curl|wget|gsutil|hadoop|hdfs|python3?|perl|java|env|chmod|touch|tee|find|join|cut|tr|wc|jq): ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Complaint();
}
