using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CryptoVault.Simulation.Mutations;

/// <summary>
/// Proves that the simulation finds bugs: applies each mutation to a copy of the tree, builds it, and runs seeds until
/// one fails.
/// </summary>
internal static partial class MutationRun
{
    public static int Execute(string[] args)
    {
        var only = Value(args, "--only");
        var seeds = Value(args, "--seeds") ?? "60";
        var steps = Value(args, "--steps") ?? "400";
        var root = FindRoot(AppContext.BaseDirectory);
        var copy = Directory.CreateTempSubdirectory("cryptovault-mutations-").FullName;
        try
        {
            CopyTree(root, copy);
            return Run(copy, [.. Mutation.All().Where(mutation => only is null || mutation.Name.Contains(only, StringComparison.Ordinal))], seeds, steps, only is null);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    /// <summary>The root of the repository that this program was built in.</summary>
    public static string FindRoot(string from)
    {
        var folder = new DirectoryInfo(from);
        while (!File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The mutations need the repository that this was built in.");
        }

        return folder.FullName;
    }

    private static int Run(string copy, Mutation[] mutations, string seeds, string steps, bool needsAll)
    {
        var caught = new HashSet<string>(StringComparer.Ordinal);
        var survivors = 0;
        Console.WriteLine($"{"mutation",-34} {"seed",5} {"step",5}  {"caught by",-12} expected");
        foreach (var mutation in mutations)
        {
            var file = Path.Combine(copy, mutation.File);
            var text = File.ReadAllText(file);
            if (Count(text, mutation.Old) != 1)
            {
                Console.WriteLine($"{mutation.Name,-34} its text stands {Count(text, mutation.Old)} times in {mutation.File}");
                survivors++;
                continue;
            }

            File.WriteAllText(file, text.Replace(mutation.Old, mutation.New, StringComparison.Ordinal));
            var found = Try(copy, seeds, steps);
            File.WriteAllText(file, text);
            if (found is not { } failure)
            {
                Console.WriteLine($"{mutation.Name,-34} SURVIVED");
                survivors++;
                continue;
            }

            caught.Add(failure.Check);
            Console.WriteLine($"{mutation.Name,-34} {failure.Seed,5} {failure.Step,5}  {failure.Check,-12} {mutation.Expected}");
        }

        var missing = Enumerable.Range(1, 7).Select(number => $"invariant {number}").Where(invariant => needsAll && !caught.Contains(invariant)).ToArray();
        Console.WriteLine($"{mutations.Length - survivors} of {mutations.Length} caught{(missing.Length > 0 ? $"; never first: {string.Join(", ", missing)}" : "")}");
        return survivors + missing.Length == 0 ? 0 : 1;
    }

    private static (string Seed, string Step, string Check)? Try(string copy, string seeds, string steps)
    {
        var project = Path.Combine(copy, "tests", "Simulation");
        var (built, messages) = Start(copy, "build", project, "-c", "Release", "-v", "quiet", "-nologo", "-p:TreatWarningsAsErrors=false", "-p:RunAnalyzers=false");
        if (built != 0)
        {
            Console.WriteLine(messages);
            return null;
        }

        var program = Path.Combine(project, "bin", "Release", "net10.0", "CryptoVault.Simulation.dll");
        var (_, output) = Start(copy, program, "--seeds", seeds, "--steps", steps, "--until-failure");
        var failure = FailureLine().Match(output);
        return failure.Success ? (failure.Groups["seed"].Value, failure.Groups["step"].Value, failure.Groups["check"].Value) : null;
    }

    private static (int ExitCode, string Output) Start(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private static void CopyTree(string root, string copy)
    {
        foreach (var file in Directory.EnumerateFiles(root, "*.props").Concat(Directory.EnumerateFiles(root, "*.targets"))
            .Concat([Path.Combine(root, "global.json"), Path.Combine(root, ".editorconfig"), Path.Combine(root, "tests", "Directory.Build.props")]))
        {
            CopyFile(root, copy, file);
        }

        foreach (var folder in new[] { "src", Path.Combine("tests", "Simulation") })
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            {
                var parts = Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar);
                if (!parts.Contains("bin") && !parts.Contains("obj"))
                {
                    CopyFile(root, copy, file);
                }
            }
        }
    }

    private static void CopyFile(string root, string copy, string file)
    {
        var target = Path.Combine(copy, Path.GetRelativePath(root, file));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target);
    }

    /// <summary>How often a text stands in another.</summary>
    public static int Count(string text, string part)
    {
        var count = 0;
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal))
        {
            count++;
        }

        return count;
    }

    private static string? Value(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    [GeneratedRegex("^seed (?<seed>[0-9]+) step (?<step>[0-9]+): (?<check>[a-z]+( [0-9])?):", RegexOptions.Multiline, 1000)]
    private static partial Regex FailureLine();
}
