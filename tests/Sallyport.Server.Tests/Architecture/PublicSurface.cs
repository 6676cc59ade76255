using System.Globalization;
using System.Reflection;
using System.Text;

namespace Sallyport.Server.Tests.Architecture;

/// <summary>Writes what a library shows to its users: each public type with its public and protected members, a line each, in a fixed order.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Write(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(NameOf, StringComparer.Ordinal))
        {
            text.Append(Head(type)).Append('\n');
            foreach (var member in type.IsEnum ? EnumMembers(type) : Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Head(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var bases = type.GetInterfaces().Where(static face => face.IsVisible).Except(type.BaseType?.GetInterfaces() ?? []).Select(NameOf).Order(StringComparer.Ordinal);
        var parents = (type.BaseType is { } parent && parent != typeof(object) && !type.IsValueType ? bases.Prepend(NameOf(parent)) : bases).ToArray();
        return $"{kind} {NameOf(type)}{(parents.Length > 0 && !type.IsEnum ? " : " + string.Join(", ", parents) : "")}";
    }

    private static IEnumerable<string> EnumMembers(Type type) =>
        Enum.GetValues(type).Cast<object>().Select(value => $"{value} = {Convert.ToInt64(value, CultureInfo.InvariantCulture)}");

    private static IEnumerable<string> Members(Type type)
    {
        foreach (var field in type.GetFields(Declared).Where(static field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
        {
            yield return $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{NameOf(field.FieldType)} {field.Name}{(field.IsLiteral ? " = " + field.GetRawConstantValue() : "")}";
        }

        foreach (var constructor in type.GetConstructors(Declared).Where(IsShown))
        {
            yield return $"{Modifiers(constructor)}new({Parameters(constructor)})";
        }

        foreach (var property in type.GetProperties(Declared))
        {
            var accessors = property.GetAccessors(nonPublic: true).Where(IsShown).ToArray();
            if (accessors.Length > 0)
            {
                var isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Length > 0;
                var set = accessors.Contains(property.SetMethod) ? isInit ? " init;" : " set;" : "";
                var index = property.GetIndexParameters() is { Length: > 0 } keys ? $"[{string.Join(", ", keys.Select(static key => NameOf(key.ParameterType)))}]" : "";
                yield return $"{Modifiers(accessors[0])}{NameOf(property.PropertyType)} {property.Name}{index} {{{(accessors.Contains(property.GetMethod) ? " get;" : "")}{set} }}";
            }
        }

        foreach (var method in type.GetMethods(Declared).Where(static method => IsShown(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))))
        {
            var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : "";
            yield return $"{Modifiers(method)}{NameOf(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
        }
    }

    // What the compiler writes for records says nothing that the record itself does not.
    private static bool IsShown(MethodBase method) =>
        (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly)
        && method.Name is not ("<Clone>$" or "PrintMembers" or "Deconstruct" or "GetHashCode" or "Equals" or "op_Equality" or "op_Inequality");

    private static string Modifiers(MethodBase method) =>
        (method.IsPublic ? "" : "protected ") + (method.IsStatic ? "static " : "") + (method.IsAbstract && !method.DeclaringType!.IsInterface ? "abstract " : "");

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(static parameter =>
        $"{(parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? parameter.IsIn ? "in " : "ref " : "")}{NameOf(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " = " + (parameter.DefaultValue ?? "null") : "")}"));

    private static string NameOf(Type type)
    {
        if (type.IsByRef)
        {
            return NameOf(type.GetElementType()!);
        }

        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!) + "[]";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        var name = type.IsNested ? $"{NameOf(type.DeclaringType!)}.{type.Name}" : type.Namespace?.StartsWith("Sallyport", StringComparison.Ordinal) == true ? $"{type.Namespace}.{type.Name}" : type.Name;
        var tick = name.LastIndexOf('`');
        return tick < 0 ? name : $"{name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>";
    }
}
