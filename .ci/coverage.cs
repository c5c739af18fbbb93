#:property PublishAot=false
#:property GenerateDocumentationFile=true
// Merges the test projects' cobertura files, prints the coverage of src/ by area and checks the gate.
// A line counts as covered when any test project ran it.
// Usage: dotnet run --file .ci/coverage.cs -- RESULTS_FOLDER LEAST_PERCENT
using System.Globalization;
using System.Xml.Linq;

var (results, least) = (args[0], double.Parse(args[1], CultureInfo.InvariantCulture));
var root = Directory.GetCurrentDirectory();
var hits = new SortedDictionary<string, Dictionary<int, long>>(StringComparer.Ordinal);
var reports = Directory.GetFiles(results, "coverage.cobertura.xml", SearchOption.AllDirectories);
foreach (var report in reports)
{
    Add(XDocument.Load(report));
}

if (hits.Count == 0)
{
    Console.Error.WriteLine($"No coverage in {results} ({reports.Length} reports).");
    return 1;
}

Console.WriteLine($"{"area",-44} {"lines",8} {"covered",8} {"%",7}");
foreach (var area in hits.GroupBy(file => AreaOf(file.Key)).OrderBy(area => area.Key, StringComparer.Ordinal))
{
    Print(area.Key, area.Select(file => file.Value));
}

var percent = Print("all of src", hits.Values);
if (percent < least)
{
    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{percent:F1} % of lines are covered; {least} % are required."));
    return 1;
}

return 0;

void Add(XDocument report)
{
    var sources = report.Descendants("source").Select(source => source.Value).ToList();
    foreach (var type in report.Descendants("class"))
    {
        if (Resolve((string)type.Attribute("filename")!, sources) is not { } file)
        {
            continue;
        }

        var lines = hits.TryGetValue(file, out var known) ? known : hits[file] = [];
        foreach (var line in type.Element("lines")!.Elements("line"))
        {
            var number = (int)line.Attribute("number")!;
            lines[number] = Math.Max(lines.GetValueOrDefault(number), (long)line.Attribute("hits")!);
        }
    }
}

// The file's path from the root, or null when it is generated or not of src/.
string? Resolve(string name, List<string> sources)
{
    var path = sources.Select(source => Path.Combine(source, name)).Prepend(name).FirstOrDefault(File.Exists);
    if (path is null)
    {
        return null;
    }

    var relative = Path.GetRelativePath(root, path).Replace('\\', '/');
    return relative.StartsWith("src/", StringComparison.Ordinal) && !relative.Contains("/obj/", StringComparison.Ordinal) ? relative : null;
}

// src/Shared/Ledger/Verification/LedgerAudit.cs -> src/Shared/Ledger
static string AreaOf(string file)
{
    var parts = file.Split('/');
    return string.Join('/', parts.Take(Math.Min(3, parts.Length - 1)));
}

static double Print(string name, IEnumerable<Dictionary<int, long>> files)
{
    var all = files.SelectMany(file => file.Values).ToList();
    var covered = all.Count(count => count > 0);
    var percent = all.Count == 0 ? 100 : 100.0 * covered / all.Count;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-44} {all.Count,8} {covered,8} {percent,6:F1}"));
    return percent;
}
