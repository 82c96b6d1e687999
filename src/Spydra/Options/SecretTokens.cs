using System.Text.RegularExpressions;

namespace Spydra.Options;

/// <summary>Secrets that are known by how they look, whatever stands before them: keys and tokens of services, private keys, passwords of addresses.</summary>
public static partial class SecretTokens
{
    /// <summary>The text with <see cref="SecretText.Mask"/> in their places.</summary>
    public static string Shown(string text)
    {
        // Nearly every text has none of them, and each of them one of these.
        if (!Hints().IsMatch(text)) return text;
        text = PrivateKey().Replace(text, SecretText.Mask);
        text = Authorization().Replace(text, SecretText.Mask);
        text = UserPart().Replace(text, SecretText.Mask);
        text = Signature().Replace(text, SecretText.Mask);
        return Token().Replace(text, SecretText.Mask);
    }

    [GeneratedRegex(@"-----BEGIN|://|authorization|bearer|sig|ya29\.|1//0|AIza|GOCSPX|AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox|xapp-|[sr]k_|sk-|eyJ|hf_|npm_|pypi-|SG\.|dapi|dop_v1_", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Hints();

    // One that is cut off has no end.
    [GeneratedRegex(@"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----.*?(-----END [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----|\z)", RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(
        """(?<=authorization["']?\s{0,3}[:=]\s{0,3}["']?(basic|bearer|digest|negotiate|token|apikey|aws4-hmac-sha256)\s{1,3})[^\s"',;]+|(?<=\bbearer\s{1,3}["']?)(?=[^\s"',;]{0,200}\d)[\w.~+/=-]{12,}""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Authorization();

    [GeneratedRegex("""(?<=://[^\s/:@"'<>]{0,100}:)[^\s/@"'<>]{1,300}(?=@)""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex UserPart();

    // What signs an address: whoever has it may use it.
    [GeneratedRegex("""(?<=[?&;](sig|X-Goog-Signature|X-Amz-Signature|X-Amz-Credential|X-Goog-Credential|Signature)=)[^&\s"'<>]+""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Signature();

    [GeneratedRegex(
        """
        (?<![\w-])(ya29\.[\w-]{8,}(\.[\w-]+)*|1//0[\w-]{20,}|AIza[\w-]{30,}|GOCSPX-[\w-]{10,}|(AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|
        xox[abeoprs]-[\w-]{10,}|xapp-[\w-]{10,}|[sr]k_(live|test)_\w{8,}|sk-(?=[\w-]{0,60}\d)[\w-]{20,}|eyJ[\w-]{8,}\.[\w-]{4,}(\.[\w-]*)?|hf_\w{30,}|npm_\w{30,}|pypi-[\w-]{40,}|
        SG\.[\w-]{16,}\.[\w-]{16,}|dapi[0-9a-f]{32}|dop_v1_[0-9a-f]{32,})
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
