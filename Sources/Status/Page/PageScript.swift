/// The beginning of the scripts of both pages: amounts as the program itself writes them, and texts that stay texts.
enum PageScript {
  static let tools = """
    "use strict";
    const at = name => document.getElementById(name);

    function node(name, className, text) {
      const made = document.createElement(name);
      if (className) made.className = className;
      if (text !== undefined) made.textContent = text;
      return made;
    }

    // Two or three digits and a unit, as the program itself writes them.
    function amount(value, units) {
      const unit = units.find(unit => value >= 0.9995 * unit[0]) || units[units.length - 1];
      const number = value / unit[0];
      return (number < 9.95 ? String(Math.round(number * 10) / 10) : String(Math.round(number))) + " " + unit[1];
    }
    const bytes = value => amount(value, [[1e12, "TB"], [1e9, "GB"], [1e6, "MB"], [1e3, "kB"], [1, "B"]]);
    const count = value => value.toLocaleString("en-GB").replaceAll(",", "\\u202f");
    function time(seconds) {
      if (seconds < 9.95) return (Math.round(seconds * 10) / 10).toFixed(1) + " s";
      if (seconds < 119.5) return Math.round(seconds) + " s";
      const minutes = Math.floor(seconds / 60), two = value => String(value).padStart(2, "0");
      if (minutes < 60) return minutes + ":" + two(Math.floor(seconds % 60)) + " min";
      if (minutes < 2880) return Math.floor(minutes / 60) + ":" + two(minutes % 60) + " h";
      return Math.floor(minutes / 1440) + " days";
    }

    function fact(name, value, note) {
      const entry = node("div"), shown = node("dd", "", value);
      if (note) shown.append(node("small", "", note));
      entry.append(node("dt", "", name), shown);
      return entry;
    }


    """
}
