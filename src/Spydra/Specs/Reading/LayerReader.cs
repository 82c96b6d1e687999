using System.Collections.Immutable;
using Spydra.Options;

namespace Spydra.Specs.Reading;

/// <summary>Turns a file's nodes into a layer, by the table of keys. What is wrong is added to the problems, and the rest is read on.</summary>
internal sealed class LayerReader(SpecFile file, ICollection<SpecProblem> problems)
{
    private readonly ImmutableDictionary<string, Located>.Builder scalars = ImmutableDictionary.CreateBuilder<string, Located>();
    private readonly ImmutableDictionary<string, SpecLocation>.Builder blocks = ImmutableDictionary.CreateBuilder<string, SpecLocation>();
    private readonly Dictionary<string, SpecLocation> seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, LayerOption>> options = new(StringComparer.Ordinal)
    {
        ["cluster.options"] = new(StringComparer.Ordinal),
        ["submit.options"] = new(StringComparer.Ordinal),
    };

    private ImmutableArray<Located>? jobArgs;

    public SpecLayer Read(SpecNode.Object root)
    {
        Block("", root);
        return new()
        {
            Scalars = scalars.ToImmutable(),
            Blocks = blocks.ToImmutable(),
            JobArgs = jobArgs,
            ClusterOptions = [.. options["cluster.options"].Values],
            SubmitOptions = [.. options["submit.options"].Values],
        };
    }

    /// <summary>Reads the settings of a file and nothing else of it: the scalars by path.</summary>
    public ImmutableDictionary<string, Located> ReadSettings(SpecNode.Object settings)
    {
        Block(SpecShape.Settings, settings);
        return scalars.ToImmutable();
    }

    private void Block(string path, SpecNode.Object block)
    {
        foreach (var member in block.Members)
        {
            var below = path.Length == 0 ? member.Key : $"{path}.{member.Key}";
            if (SpecShape.Find(below) is not { } key || key.Name != member.Key)
                Problem(member.KeyAt, below, "is no key of a spec.", UnknownKeys.Advice(path, member.Key));
            else if (key is { IsSetting: true } && file.Kind == SpecFileKind.Job)
                Problem(member.KeyAt, below, "is of the machine and not of a job.", "It belongs in the site or user file.");
            else if (key.Type != KeyType.Options && !First(below, member)) continue;
            else if (member.Value is not SpecNode.Null) Value(key, member);

            // Elsewhere null says nothing. Here it is a word, and who writes it without quotes does not want the job to run.
            else if (below == "cluster_type") scalars[below] = new("null", member.Value.At);
        }
    }

    private void Value(SpecKey key, SpecMember member)
    {
        switch (key.Type, member.Value)
        {
            case (KeyType.Block, SpecNode.Object inner):
                blocks[key.Path] = inner.At;
                Block(key.Path, inner);
                break;
            case (KeyType.Choice, SpecNode.Object inner) when SpecShape.Below(key.Path).Any():
                Block(key.Path, inner);
                break;
            case (KeyType.Options, SpecNode.Object inner):
                Options(key, inner);
                break;
            case (KeyType.Block or KeyType.Options, var other):
                Problem(other.At, key.Path, $"is {other.Description}; an object is expected.",
                    key.Type == KeyType.Options ? "Write {\"option\": \"value\"}." : "Write { } around its keys.");
                break;
            case (KeyType.TextList, var list):
                TextList(key, list);
                break;
            default:
                var (text, fault) = KeyValues.Read(key, member.Value);
                if (fault is not null) Problem(member.Value.At, key.Path, fault.What, fault.NextStep);
                else scalars[key.Path] = new(text!, member.Value.At);
                break;
        }
    }

    /// <summary>Two options objects in one file are one, as in the original; what the second repeats it replaces.</summary>
    private void Options(SpecKey key, SpecNode.Object block)
    {
        Dictionary<string, SpecMember> here = new(StringComparer.Ordinal);
        foreach (var member in block.Members)
        {
            var path = $"{key.Path}.{member.Key}";
            if (Find(key.Path, member.Key) is not var (row, _))
            {
                Problem(member.KeyAt, path, $"is no option of 'gcloud dataproc {(key.Path == "cluster.options" ? "clusters create" : "jobs submit")}'.",
                    UnknownKeys.OptionAdvice(key.Path, member.Key));
                continue;
            }

            var twin = here.GetValueOrDefault(row.Name);
            if (twin is not null)
            {
                Problem(member.KeyAt, path, twin.Key == member.Key
                    ? $"is given twice; first at line {twin.KeyAt.Line}."
                    : $"cannot stand beside '{twin.Key}', at line {twin.KeyAt.Line}.", "Remove one of the two.");
                continue;
            }

            here[row.Name] = member;
            var (option, fault, at) = OptionReader.Read(row, member.Key, member.Value, member.KeyAt);
            if (fault is not null) Problem(at, path, fault.What, fault.NextStep);
            else if (option is not null) options[key.Path][row.Name] = option;
        }
    }

    private static (OptionRow Row, bool Negated)? Find(string path, string name)
    {
        var row = path == "cluster.options" ? ClusterOptions.Table.Find(name, out var negated) : SubmitOptions.FindInAny(name, out negated);
        return row is null ? null : (row, negated);
    }

    private void TextList(SpecKey key, SpecNode node)
    {
        var items = node is SpecNode.Array array ? array.Items : [node];
        foreach (var item in items.Where(item => item.ScalarText is null))
        {
            Problem(item.At, key.Path, $"{(node is SpecNode.Array ? "has" : "is")} {item.Description}; a list of strings is expected.", "Write [\"a\", \"b\"].");
            return;
        }

        jobArgs = [.. items.Select(item => new Located(item.ScalarText!, item.At))];
    }

    private bool First(string path, SpecMember member)
    {
        if (seen.TryAdd(path, member.KeyAt)) return true;
        Problem(member.KeyAt, path, $"is given twice; first at line {seen[path].Line}.", "Remove one of the two.");
        return false;
    }

    private void Problem(SpecLocation at, string path, string what, string nextStep) => problems.Add(new(at, path, what, nextStep));
}
