/** The files from which pip and uv take settings: of the machine, and of a user below the home folder. */
export const INSTALLER_SETTINGS = {
  machine: ["/etc/pip.conf", "/etc/xdg/pip/pip.conf", "/etc/uv/uv.toml"],
  user: [".config/pip/pip.conf", ".pip/pip.conf", ".config/uv/uv.toml"],
} as const;
