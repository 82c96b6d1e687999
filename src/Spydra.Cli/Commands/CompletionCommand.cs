using System.CommandLine;

namespace Spydra.Cli.Commands;

/// <summary><c>spydra completion SHELL</c>: a script that makes the shell ask <see cref="Suggestions"/>.</summary>
internal static class CompletionCommand
{
    private const string Bash =
        """
        # spydra in bash: source <(spydra completion bash)
        _spydra() {
            local word=${COMP_WORDS[COMP_CWORD]} IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _spydra spydra
        """;

    private const string Zsh =
        """
        # spydra in zsh: source <(spydra completion zsh)
        _spydra() {
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
            found=(${found:#})
            if (( ${#found} )); then compadd -- "${found[@]}"; else _files; fi
        }
        compdef _spydra spydra
        """;

    private const string Fish =
        """
        # spydra in fish: spydra completion fish | source
        function __spydra_suggest
            set -l line (commandline -cp)
            spydra "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c spydra -a '(__spydra_suggest)'
        """;

    public static Command Create(Terminal terminal)
    {
        Argument<string> shell = new("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        Command completion = new("completion", "Print a script that completes spydra's words in a shell.") { shell };
        completion.SetAction(parsed =>
        {
            terminal.WriteAnswer(parsed.GetValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
            return ExitCode.Done;
        });
        return completion;
    }
}
