using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>A streaming job that fails, as one that really ran did.</summary>
/// <param name="Name">What goes wrong.</param>
/// <param name="Causes">The cause that <c>spydra why</c> is to name first; behind a bar such as would be right, too.</param>
internal sealed record FailingWay(string Name, string Causes)
{
    /// <summary>The mapper, as a command of the job; <c>job.py</c> and <c>job.sh</c> are <see cref="Python"/> and <see cref="Shell"/>.</summary>
    public string Mapper { get; init; } = "cat";

    public string Reducer { get; init; } = "cat";

    /// <summary>The program that is staged as <c>job.py</c>, and, where no mapper is named, is it.</summary>
    public string? Python { get; init; }

    /// <summary>The program that is staged as <c>job.sh</c>, and, where no mapper is named, is it.</summary>
    public string? Shell { get; init; }

    /// <summary>Inputs, each for a map of its own; null for one that is not there.</summary>
    public string? Input { get; init; } = "b\na\nb\n";

    /// <summary>More inputs.</summary>
    public string[] More { get; init; } = [];

    /// <summary>Configuration, <c>key=value</c>.</summary>
    public string[] Properties { get; init; } = [];

    /// <summary>Whether the output is there already.</summary>
    public bool OutputIsThere { get; init; }

    /// <summary>What a person must see in the answer: in the summary or in the evidence.</summary>
    public string? Shows { get; init; }

    public override string ToString() => Name;

    /// <summary>Writes the spec of the job, and all that it needs.</summary>
    public string Write(TempDir home)
    {
        List<string> files = [];
        if (Python is not null) files.Add(home.Write("job.py", Python.ReplaceLineEndings("\n")));
        if (Shell is not null) files.Add(home.Write("job.sh", Shell.ReplaceLineEndings("\n")));
        var output = OutputIsThere ? Directory.CreateDirectory(home.At("out")).FullName : "gs://test-logs/out";
        var mapper = Mapper == "cat" && Reducer == "cat" ? Python is not null ? "python3 job.py" : Shell is not null ? "sh job.sh" : Mapper : Mapper;
        string[] inputs = [Input is null ? home.At("no-such-input") : home.Write("input-0.txt", Input), .. More.Select((text, at) => home.Write($"input-{at + 1}.txt", text))];
        return Specs.Streaming(home, output, change: spec =>
        {
            // Two attempts, as an operator sets it who is in a hurry.
            var words = new JsonArray();
            foreach (var property in (string[])["mapreduce.map.maxattempts=2", "mapreduce.reduce.maxattempts=2", .. Properties])
            {
                words.Add("-D");
                words.Add(property);
            }

            foreach (var word in (string[])[.. inputs.SelectMany(input => (string[])["-input", input]), "-output", output, "-mapper", mapper, "-reducer", Reducer]) words.Add(word);
            spec["submit"]!["job_args"] = words;
            if (files.Count > 0) spec["submit"]!["options"]!["files"] = string.Join(',', files);
        });
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FailingWay> All { get; } =
    [
        new("a Python module is missing", "missing_module") { Python = "import sys\nimport geoip_of_nobody\nfor line in sys.stdin: print(line)\n", Shows = "geoip_of_nobody" },
        new("a mapper does not find a key", "python_exception") { Python = "import sys\nnames = {'a': 1}\nfor line in sys.stdin: print(names[line.strip()])\n", Shows = "KeyError: 'b'" },
        new("a mapper asserts", "python_exception") { Python = "import sys\nfor line in sys.stdin: assert line.startswith('a'), 'not sorted: ' + line\n", Shows = "not sorted" },
        new("a mapper ends with 3 and says nothing", "script_exit") { Shell = "cat > /dev/null\nexit 3\n", Shows = "3" },
        new("a mapper ends with a message", "script_exit") { Python = "import sys\nfor line in sys.stdin: pass\nsys.exit('the table of rates is empty')\n", Shows = "the table of rates is empty" },
        new("a script calls a command that is not there", "missing_program") { Shell = "set -e\nclickparse_of_nobody --fast\n", Shows = "clickparse_of_nobody" },
        new("the mapper is not there", "missing_program") { Mapper = "clickparse_of_nobody --fast", Shows = "clickparse_of_nobody" },
        new("the interpreter of a script is not there", "missing_program") { Mapper = "sh -c 'chmod +x job.sh; exec ./job.sh'", Shell = "#!/usr/bin/python2.4\nprint 'x'\n", Shows = "job.sh" },
        new("a script may not be executed", "permission") { Mapper = "sh -c 'cp job.sh held.sh; chmod 600 held.sh; exec ./held.sh'", Shell = "cat\n", Shows = "Permission denied" },
        new("the input is not there", "input_missing") { Input = null, Shows = "no-such-input" },
        new("the output is there already", "output_exists") { OutputIsThere = true, Shows = "already exists" },
        new("a process dies of a segmentation fault", "worker_crash") { Shell = "cat > /dev/null\nkill -SEGV $$\n" },
        new("a process is killed", "worker_crash|container_memory|executor_lost|script_exit") { Shell = "cat > /dev/null\nkill -KILL $$\n" },
        new("a disk is full", "disk_full") { Python = "import sys\nwith open('/dev/full', 'w') as out:\n    for line in sys.stdin: out.write(line)\n", Shows = "No space left on device" },
        new("nobody listens", "connection") { Python = "import socket, sys\nfor line in sys.stdin: socket.create_connection(('127.0.0.1', 1), 2)\n", Shows = "Connection refused" },
        new("a number has a unit", "bad_record|python_exception") { Python = "import sys\nfor line in sys.stdin: print(float(line))\n", Input = "1.5\n1.250s\n", Shows = "1.250s" },
        new("a line is no JSON", "bad_record|python_exception") { Python = "import json, sys\nfor line in sys.stdin: print(json.loads(line)['a'])\n", Input = "{\"a\":1}\n{\"a\":1\n", Shows = "JSONDecodeError" },
        new("a line is not UTF-8", "bad_record|python_exception")
        {
            Python = "import sys\nfor line in sys.stdin.buffer: print(bytes(ord(c) for c in line.decode().strip()).decode('utf-8'))\n", Input = "a\n\u00ff\n", Shows = "UnicodeDecodeError",
        },
        new("a reducer fails while all maps are well", "python_exception") { Reducer = "python3 job.py", Python = "import sys\nfor line in sys.stdin: print(1 // (len(line) - len(line)))\n", Shows = "ZeroDivisionError" },
        new("a shell complains on the way, and Python fails", "python_exception|input_missing")
        {
            Mapper = "sh job.sh", Shell = "ls /nowhere/at/all || true\nexec python3 job.py\n", Python = "import sys\nfor line in sys.stdin: print({}['rate'])\n", Shows = "KeyError: 'rate'",
        },
        new("much noise, and then an error", "python_exception")
        {
            Python = "import sys, traceback\nfor n in range(2000):\n    try: int('x%d' % n)\n    except ValueError: sys.stderr.write('WARN retrying %d\\n%s' % (n, traceback.format_exc()))\nfor line in sys.stdin: print(max([]))\n",
            Shows = "empty",
        },
        new("one of several maps fails", "python_exception") { Python = "import sys\nfor line in sys.stdin: print(1 / int(line))\n", Input = "1\n", More = ["2\n", "0\n", "3\n"], Shows = "ZeroDivisionError" },
        new("memory runs out", "python_exception|container_memory") { Python = "import sys\nfor line in sys.stdin: print(len(b'x' * (1 << 62)))\n", Shows = "MemoryError" },
        new("a task says nothing for too long", "task_timeout") { Shell = "cat > /dev/null\nsleep 60\n", Properties = ["mapreduce.task.timeout=1000", "mapreduce.map.maxattempts=1"], Shows = "imed out" },
    ];
}
