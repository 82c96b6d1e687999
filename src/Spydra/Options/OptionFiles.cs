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
    /// A properties file: <c>key=value</c> or <c>key: value</c> a line. gcloud reads it as YAML after turning every <c>=</c> into
    /// <c>: </c>; so it is read here, comments, quotes and escapes included. Where that fails in gcloud (numbers, booleans, a second
    /// <c>=</c>), the value is taken as it stands.
    /// </summary>
    public static OptionFault? Properties(string text, out ImmutableArray<KeyValuePair<string, string>> entries)
    {
        entries = [];
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        if (lines.All(line => line.AsSpan().Count('=') <= 1)
            && YamlText.Parse(text.Replace("=", ": ", StringComparison.Ordinal), out var yaml) is null
            && Flat(yaml) is { } read)
        {
            entries = read;
            return null;
        }

        return Lines(lines, out entries);
    }

    private static ImmutableArray<KeyValuePair<string, string>>? Flat(YamlValue yaml)
    {
        if (yaml is YamlValue.Plain { Kind: YamlKind.Null }) return [];
        if (yaml is not YamlValue.Map map || !map.Entries.All(entry => entry is { Key: YamlValue.Plain, Value: YamlValue.Plain })) return null;
        return [.. map.Entries.Select(entry => KeyValuePair.Create(((YamlValue.Plain)entry.Key).Text, ((YamlValue.Plain)entry.Value).Text))];
    }

    private static OptionFault? Lines(string[] lines, out ImmutableArray<KeyValuePair<string, string>> entries)
    {
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        entries = [];
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] is '#' or '!' || line is "---" or "...") continue;
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            var at = equals < 0 || (colon >= 0 && colon < equals) ? colon : equals;
            if (at <= 0) return new($"has in line {i + 1} \"{line}\", which is not key=value.", "Write one key=value a line.");
            found.TryAdd(line[..at].TrimEnd(), Unquoted(line[(at + 1)..].Trim()));
        }

        entries = [.. found];
        return null;
    }

    /// <summary>A file with one metric a line.</summary>
    public static ImmutableArray<string> Metrics(string text) =>
        [.. text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    /// <summary>An identity file: <c>user_service_account_mapping</c> with at least one user and its account.</summary>
    public static OptionFault? Identity(string text, out ImmutableArray<KeyValuePair<string, string>> mapping)
    {
        const string form = "Write user_service_account_mapping: with at least one 'user: account' below it.";
        mapping = [];
        if (YamlText.Parse(text, out var yaml) is { } fault) return Broken(fault);
        if ((yaml as YamlValue.Map)?.Find("user_service_account_mapping") is not YamlValue.Map { Entries: { IsEmpty: false } entries })
            return new("names no user.", form);
        if (entries.Any(entry => entry is not { Key: YamlValue.Plain { Kind: YamlKind.Text }, Value: YamlValue.Plain { Kind: YamlKind.Text } }))
            return new("has a user or an account that is no text.", "Put it into quotes.");
        mapping = [.. entries.Select(entry => KeyValuePair.Create(((YamlValue.Plain)entry.Key).Text, ((YamlValue.Plain)entry.Value).Text))];
        return null;
    }

    /// <summary>A Kerberos file. Keys that gcloud does not know are nothing to it.</summary>
    public static OptionFault? Kerberos(string text, out ImmutableArray<KeyValuePair<string, string>> entries)
    {
        entries = [];
        if (YamlText.Parse(text, out var yaml) is { } fault) return Broken(fault);
        if (yaml is not YamlValue.Map root) return new("is no map.", "Write 'key: value' lines, such as enable_kerberos: true.");

        // Kerberos is on unless the file says otherwise.
        List<KeyValuePair<string, string>> found = [];
        if (root.Find("enable_kerberos") is null) found.Add(new("enable_kerberos", "true"));
        foreach (var key in KerberosFields.Keys.Order(StringComparer.Ordinal))
        {
            var (block, name) = key.Split('.') is [var outer, var inner] ? (outer, inner) : (null, key);
            if (block is not null && root.Find(block) is not (null or YamlValue.Map)) return new($"has no map below '{block}'.", "Write its keys below it, further in.");
            var value = (block is null ? root : root.Find(block) as YamlValue.Map)?.Find(name);
            if (value is null or YamlValue.Plain { Kind: YamlKind.Null }) continue;
            var kind = key switch { "enable_kerberos" => YamlKind.Boolean, "tgt_lifetime_hours" => YamlKind.WholeNumber, _ => YamlKind.Text };
            if (value is not YamlValue.Plain { Text: var plain } scalar || scalar.Kind != kind)
                return new($"has a wrong value for {key}.", kind switch
                {
                    YamlKind.Boolean => "Write true or false.",
                    YamlKind.WholeNumber => "Write a number of hours.",
                    _ => "Write a text; numbers and words such as yes in quotes.",
                });
            found.Add(new(key, plain));
        }

        // An empty enable_kerberos sends none; the rest is still a configuration.
        if (found.Count == 0) found.Add(new("enable_kerberos", ""));
        entries = [.. found];
        return null;
    }

    /// <summary>The message that a Kerberos file makes.</summary>
    internal static JsonObject KerberosConfig(ImmutableArray<KeyValuePair<string, string>> entries)
    {
        var config = new JsonObject();
        foreach (var (key, value) in entries.Where(entry => entry is not { Key: "enable_kerberos", Value: "" }))
        {
            config[KerberosFields[key]] = key switch
            {
                "enable_kerberos" => YamlText.IsTrue(value),
                "tgt_lifetime_hours" => YamlText.Number(value),
                _ => value,
            };
        }

        return config;
    }

    private static OptionFault Broken(string fault) => new($"does not read as YAML: {fault}.", "Write 'key: value' lines, further in for what is below a key.");

    private static string Unquoted(string value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;
}
