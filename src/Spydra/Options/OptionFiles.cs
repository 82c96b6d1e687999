using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Spydra.Options;

/// <summary>
/// The options whose value is a file with further values in it: what the text of such a file stands for. The files are read by whoever
/// loads the spec; here is only their grammar.
/// </summary>
public static class OptionFiles
{
    private static readonly FrozenDictionary<string, string> KerberosFields = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["enable_kerberos"] = "enableKerberos",
        ["root_principal_password_uri"] = "rootPrincipalPasswordUri",
        ["kms_key_uri"] = "kmsKeyUri",
        ["kdc_db_key_uri"] = "kdcDbKeyUri",
        ["tgt_lifetime_hours"] = "tgtLifetimeHours",
        ["realm"] = "realm",
        ["ssl.keystore_uri"] = "keystoreUri",
        ["ssl.truststore_uri"] = "truststoreUri",
        ["ssl.keystore_password_uri"] = "keystorePasswordUri",
        ["ssl.key_password_uri"] = "keyPasswordUri",
        ["ssl.truststore_password_uri"] = "truststorePasswordUri",
        ["cross_realm_trust.realm"] = "crossRealmTrustRealm",
        ["cross_realm_trust.kdc"] = "crossRealmTrustKdc",
        ["cross_realm_trust.admin_server"] = "crossRealmTrustAdminServer",
        ["cross_realm_trust.shared_password_uri"] = "crossRealmTrustSharedPasswordUri",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>
    /// A properties file: <c>key=value</c> or <c>key: value</c> a line, <c>#</c> and <c>!</c> for comments, quotes around a whole value taken
    /// off. gcloud reads it as YAML after turning every <c>=</c> into <c>: </c>, and so fails at numbers, booleans, a second <c>=</c> and a
    /// key given twice; here these are values like others, and the last one wins.
    /// </summary>
    public static OptionFault? Properties(string text, out ImmutableArray<KeyValuePair<string, string>> entries)
    {
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        entries = [];
        var number = 0;
        foreach (var raw in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] is '#' or '!') continue;
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            var at = equals < 0 || (colon >= 0 && colon < equals) ? colon : equals;
            if (at <= 0) return new($"has in line {number} \"{line}\", which is not key=value.", "Write one key=value a line.");
            found[line[..at].TrimEnd()] = Unquoted(line[(at + 1)..].Trim());
        }

        entries = [.. found];
        return null;
    }

    /// <summary>A file with one metric a line.</summary>
    public static ImmutableArray<string> Metrics(string text) =>
        [.. text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    /// <summary>An identity file: <c>user_service_account_mapping</c> with at least one user, as <c>user:account</c>.</summary>
    public static OptionFault? Identity(string text, out ImmutableArray<string> mapping)
    {
        const string root = "user_service_account_mapping.";
        mapping = [];
        if (SmallYaml.Parse(text, out var entries) is { } fault) return Broken(fault);
        mapping = [.. entries.Where(entry => entry.Key.StartsWith(root, StringComparison.Ordinal))
            .Select(entry => $"{entry.Key[root.Length..]}:{entry.Value}")];
        return mapping.IsEmpty
            ? new("names no user.", "Write user_service_account_mapping: with at least one 'user: account' below it.")
            : null;
    }

    /// <summary>A Kerberos file; every key must be known.</summary>
    public static OptionFault? Kerberos(string text, out ImmutableArray<KeyValuePair<string, string>> entries)
    {
        if (SmallYaml.Parse(text, out entries) is { } fault) return Broken(fault);
        foreach (var (key, value) in entries)
        {
            if (!KerberosFields.ContainsKey(key))
                return new($"has the unknown key '{key}'.", NearestNames.Suggest(NearestNames.Of(key, KerberosFields.Keys), "Remove it."));
            if (key == "tgt_lifetime_hours" && !Grammars.TryInteger(value, out _))
                return new($"has \"{value}\" for {key}; a whole number is expected.", "Write a number of hours.");
            if (key == "enable_kerberos" && !bool.TryParse(value, out _))
                return new($"has \"{value}\" for {key}.", "Write true or false.");
        }

        return null;
    }

    /// <summary>The message that a Kerberos file makes.</summary>
    internal static JsonObject KerberosConfig(ImmutableArray<KeyValuePair<string, string>> entries)
    {
        var config = new JsonObject { ["enableKerberos"] = true };
        foreach (var (key, value) in entries)
        {
            config[KerberosFields[key]] = key switch
            {
                "enable_kerberos" => bool.Parse(value),
                "tgt_lifetime_hours" when Grammars.TryInteger(value, out var hours) => hours,
                _ => value,
            };
        }

        return config;
    }

    private static OptionFault Broken(string fault) => new($"does not read as YAML: {fault}.", "Write 'key: value' lines, further in for what is below a key.");

    private static string Unquoted(string value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;
}
