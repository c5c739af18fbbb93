using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace CryptoVault.LocalRuntime.Tests.Model;

/// <summary>
/// The programming model must be that of the real packages; this test makes each change of it visible in review.
/// To accept a change, run the tests with CRYPTOVAULT_UPDATE_SURFACE=1 and read the difference.
/// </summary>
public sealed class PublicSurfaceTests
{
    private static readonly string[] ModelNamespaces = ["Microsoft.", "Azure.", "DurableTask."];

    [Fact]
    public void Model_PublicSurface_IsTheCheckedInOne()
    {
        var file = Path.Combine(ProjectFolder(), "Model", "PublicSurface.txt");
        var actual = string.Concat(typeof(LocalRuntimeHost).Assembly.GetExportedTypes()
            .Where(t => ModelNamespaces.Any(n => t.FullName!.StartsWith(n, StringComparison.Ordinal)))
            .OrderBy(t => t.FullName, StringComparer.Ordinal).Select(Describe));
        if (Environment.GetEnvironmentVariable("CRYPTOVAULT_UPDATE_SURFACE") == "1")
        {
            File.WriteAllText(file, actual);
        }

        Assert.Equal(File.ReadAllText(file), actual);
    }

    private static string ProjectFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(Path.GetDirectoryName(path))!;

    private static string Describe(Type type)
    {
        var text = new StringBuilder($"{Shape(type)} {Name(type)}{Bases(type)}\n");
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var members = type.GetMembers(Declared).Select(m => DescribeMember(type, m)).OfType<string>().Order(StringComparer.Ordinal);
        foreach (var member in members)
        {
            text.Append("  ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static string Shape(Type type) =>
        typeof(Delegate).IsAssignableFrom(type) ? "delegate" :
        type.IsEnum ? "enum" :
        type.IsInterface ? "interface" :
        type.IsValueType ? "struct" :
        type is { IsAbstract: true, IsSealed: true } ? "static class" :
        type.IsAbstract ? "abstract class" :
        type.IsSealed ? "sealed class" : "class";

    private static string Bases(Type type)
    {
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var bases = new[] { type.BaseType }.Where(b => b is not null && b != typeof(object) && b != typeof(ValueType) && b != typeof(Enum) && b != typeof(MulticastDelegate))
            .Concat(type.GetInterfaces().Except(inherited).OrderBy(i => i.FullName, StringComparer.Ordinal)).Select(b => Name(b!)).ToList();
        return bases.Count == 0 || type.IsEnum ? string.Empty : " : " + string.Join(", ", bases);
    }

    private static string? DescribeMember(Type type, MemberInfo member) => member switch
    {
        FieldInfo field when type.IsEnum && field.IsLiteral => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), null)}",
        FieldInfo field when field.IsPublic && !type.IsEnum => $"{Nullable(new NullabilityInfoContext().Create(field))} {field.Name}",
        PropertyInfo property when Accessor(property) is { } accessor =>
            $"{Modifiers(accessor)}{Nullable(new NullabilityInfoContext().Create(property))} {property.Name} {{{Get(property.GetMethod, "get")}{Get(property.SetMethod, "set")} }}",
        ConstructorInfo constructor when IsVisible(constructor) && !constructor.IsStatic => $"{Modifiers(constructor)}ctor({Parameters(constructor)})",
        MethodInfo method when IsVisible(method) && !method.IsSpecialName && !IsCompilerMade(type, method) =>
            $"{Modifiers(method)}{Nullable(new NullabilityInfoContext().Create(method.ReturnParameter))} {method.Name}{Generic(method)}({Parameters(method)})",
        _ => null,
    };

    private static bool IsCompilerMade(Type type, MethodInfo method) =>
        method.Name.StartsWith('<') || typeof(Delegate).IsAssignableFrom(type) && method.Name is "BeginInvoke" or "EndInvoke";

    private static MethodInfo? Accessor(PropertyInfo property) => new[] { property.GetMethod, property.SetMethod }.FirstOrDefault(a => a is not null && IsVisible(a));

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Get(MethodInfo? accessor, string kind) =>
        accessor is null || !IsVisible(accessor) ? string.Empty :
        $" {(accessor.IsPublic ? string.Empty : "protected ")}{(kind == "set" && IsInit(accessor) ? "init" : kind)};";

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));

    private static string Modifiers(MethodBase method) =>
        (method.IsPublic ? string.Empty : "protected ")
        + (method.IsStatic ? "static " : string.Empty)
        + (method.DeclaringType!.IsInterface && method.IsAbstract ? string.Empty : method.IsAbstract ? "abstract "
            : method.IsVirtual && !method.IsFinal ? IsOverride(method) ? "override " : "virtual " : string.Empty);

    private static bool IsOverride(MethodBase method) => method is MethodInfo info && info.GetBaseDefinition() != info;

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethodDefinition
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name + Constraints(a)))}>"
            : string.Empty;

    private static string Constraints(Type argument)
    {
        var constraints = argument.GetGenericParameterConstraints().Select(Name).ToList();
        if (argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            constraints.Insert(0, "class");
        }

        return constraints.Count == 0 ? string.Empty : " : " + string.Join(", ", constraints);
    }

    private static string Parameters(MethodBase method)
    {
        var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : string.Empty;
        return extension + string.Join(", ", method.GetParameters().Select(p =>
            (p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : string.Empty)
            + Nullable(new NullabilityInfoContext().Create(p)) + " " + p.Name
            + (p.HasDefaultValue ? " = " + (p.DefaultValue ?? "default") : string.Empty)));
    }

    private static string Nullable(NullabilityInfo info)
    {
        var type = info.Type;
        var suffix = !type.IsValueType && (info.ReadState == NullabilityState.Nullable || info.WriteState == NullabilityState.Nullable) ? "?" : string.Empty;
        if (info.ElementType is { } element)
        {
            return Nullable(element) + "[]" + suffix;
        }

        return info.GenericTypeArguments.Length > 0 && System.Nullable.GetUnderlyingType(type) is null
            ? $"{Bare(type)}<{string.Join(", ", info.GenericTypeArguments.Select(Nullable))}>{suffix}"
            : Name(type) + suffix;
    }

    private static string Name(Type type)
    {
        if (System.Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying) + "?";
        }

        return type.IsArray ? Name(type.GetElementType()!) + "[]"
            : type.IsGenericType ? $"{Bare(type)}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : type.IsGenericParameter ? type.Name : type.FullName!.StartsWith("System.", StringComparison.Ordinal) ? type.Name : type.FullName;
    }

    private static string Bare(Type type) =>
        (type.FullName is { } full && !full.StartsWith("System.", StringComparison.Ordinal) ? $"{type.Namespace}.{type.Name}" : type.Name).Split('`')[0];
}
